package main

import (
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/acme/autocert"
)

// Values of -tls.
const (
	tlsSelf = "self" // by a certificate of our own making
	tlsOff  = "off"
)

// overTLS is what is spoken there; acme-tls/1, which Let's Encrypt asks with, is
// added by autocert.
var overTLS = []string{"h2", "http/1.1"}

// certificates is how HTTPS is spoken, nil if it is not; lasting tells whether
// by a certificate that browsers trust.
func certificates(c config, log *slog.Logger) (config *tls.Config, lasting bool, err error) {
	switch {
	case c.autocert != "":
		manager := &autocert.Manager{
			Prompt:     autocert.AcceptTOS,
			HostPolicy: autocert.HostWhitelist(c.autocert),
			Cache:      autocert.DirCache(filepath.Join(c.data, "tls", "autocert")),
		}
		if err := os.MkdirAll(c.data, 0o755); err != nil { // which the cache would make for us alone
			return nil, false, err
		}
		return manager.TLSConfig(), true, nil
	case c.cert != "":
		pair := &onDisk{cert: c.cert, key: c.key, log: log}
		if _, err := pair.certificate(nil); err != nil {
			return nil, false, fmt.Errorf("reading the certificate: %w", err)
		}
		return &tls.Config{GetCertificate: pair.certificate, NextProtos: overTLS}, true, nil
	case c.tls == tlsOff:
		return nil, false, nil
	}
	made := &selfMade{path: filepath.Join(c.data, "tls", "self-made.pem"), names: namesOf(c.addr), log: log, now: time.Now}
	if _, err := made.certificate(nil); err != nil {
		return nil, false, fmt.Errorf("making a certificate: %w", err)
	}
	return &tls.Config{GetCertificate: made.certificate, NextProtos: overTLS}, false, nil
}

// listen has a server answer on a listener: HTTP, and HTTPS on the same port if
// there is a certificate. What it returns tells the error that ends it.
func listen(server *http.Server, listener net.Listener, count func(net.Listener) net.Listener) <-chan error {
	failed := make(chan error, 2)
	if server.TLSConfig == nil {
		go func() { failed <- server.Serve(count(listener)) }()
		return failed
	}
	plain, encrypted := sniff(listener)
	go func() { failed <- server.Serve(count(plain)) }()
	go func() { failed <- server.ServeTLS(count(encrypted), "", "") }()
	return failed
}

// addresses is where a person finds the server.
func addresses(c config, listener net.Listener) []string {
	if c.baseURL != "" {
		return []string{c.baseURL}
	}
	host, _, err := net.SplitHostPort(c.addr)
	_, port, portErr := net.SplitHostPort(listener.Addr().String())
	if err != nil || portErr != nil {
		return []string{"http://" + c.addr}
	}
	if ip := net.ParseIP(host); host == "" || (ip != nil && ip.IsUnspecified()) {
		host = "localhost"
	}
	if c.autocert != "" {
		return []string{"https://" + strings.TrimSuffix(net.JoinHostPort(c.autocert, port), ":443")}
	}
	at := net.JoinHostPort(host, port)
	if c.tls == tlsOff {
		return []string{"http://" + at}
	}
	return []string{"http://" + at, "https://" + at}
}

// onDisk is a certificate that somebody else renews, such as certbot.
type onDisk struct {
	cert, key string
	log       *slog.Logger

	mu      sync.Mutex
	current *tls.Certificate
	written time.Time
}

// certificate reads the files again when they have changed. While they cannot
// be read, as between the writing of the two, the last one goes on.
func (d *onDisk) certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	info, err := os.Stat(d.cert)
	if err == nil && d.current != nil && info.ModTime().Equal(d.written) {
		return d.current, nil
	}
	var pair tls.Certificate
	if err == nil {
		pair, err = tls.LoadX509KeyPair(d.cert, d.key)
	}
	switch {
	case err == nil:
		d.current, d.written = &pair, info.ModTime()
	case d.current == nil:
		return nil, err
	default:
		d.log.Warn("the certificate has changed and cannot be read", "err", err)
	}
	return d.current, nil
}
