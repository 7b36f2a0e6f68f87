// Package https serves HTTP and HTTPS on one port, and finds or makes the
// certificate for it.
//
// Without configuration, a server uses a self-signed certificate, which browsers warn
// of once. With a public name, it gets one from Let's Encrypt. A pair of files that
// another program renews is reread whenever it changes.
package https

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/crypto/acme/autocert"
)

// Options say which certificate a server uses. Name takes precedence over CertFile.
// With neither, the server makes a certificate for the names by which its machine
// reaches it.
type Options struct {
	Dir               string // folder where certificates are kept
	Addr              string // address that the server listens on, as host:port
	Name              string // public name for a certificate of Let's Encrypt
	CertFile, KeyFile string // PEM
	Log               *slog.Logger
}

// The protocols spoken over TLS. autocert adds acme-tls/1, by which Let's Encrypt
// verifies the name.
var protocols = []string{"h2", "http/1.1"}

// Config returns a TLS configuration that provides a certificate for each handshake,
// and whether browsers trust that certificate. It fails if the files cannot be read,
// or if no certificate can be made.
func Config(o Options) (config *tls.Config, trusted bool, err error) {
	switch {
	case o.Name != "":
		manager := &autocert.Manager{
			Prompt:     autocert.AcceptTOS,
			HostPolicy: autocert.HostWhitelist(o.Name),
			Cache:      autocert.DirCache(filepath.Join(o.Dir, "autocert")),
		}
		// The cache would also create our folder's parent, accessible to us alone.
		if err := os.MkdirAll(filepath.Dir(o.Dir), 0o755); err != nil {
			return nil, false, err
		}
		return manager.TLSConfig(), true, nil
	case o.CertFile != "":
		pair := &onDisk{cert: o.CertFile, key: o.KeyFile, log: o.Log}
		if _, err := pair.certificate(nil); err != nil {
			return nil, false, fmt.Errorf("reading the certificate: %w", err)
		}
		return &tls.Config{GetCertificate: pair.certificate, NextProtos: protocols}, true, nil
	}
	made := &selfMade{path: filepath.Join(o.Dir, "self-made.pem"), names: namesOf(o.Addr), log: o.Log, now: time.Now}
	if _, err := made.certificate(nil); err != nil {
		return nil, false, fmt.Errorf("making a certificate: %w", err)
	}
	return &tls.Config{GetCertificate: made.certificate, NextProtos: protocols}, false, nil
}

// Serve serves HTTP on a listener, and HTTPS on the same port if the server has a
// TLSConfig. Like http.Server.Serve, it closes the listener, and returns
// http.ErrServerClosed once the server has been shut down or closed, else the error
// that ended it. wrap is applied beneath TLS to all of the server's connections.
func Serve(server *http.Server, listener net.Listener, wrap func(net.Listener) net.Listener) error {
	if server.TLSConfig == nil {
		return server.Serve(wrap(listener))
	}
	plain, encrypted := sniff(listener)
	ended := make(chan error, 2)
	go func() { ended <- server.Serve(wrap(plain)) }()
	go func() { ended <- server.ServeTLS(wrap(encrypted), "", "") }()
	err := <-ended // the first to end has closed the shared listener
	<-ended
	return err
}
