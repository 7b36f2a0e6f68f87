package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"kibitz/cmd/kibitz/internal/connections"
	"kibitz/cmd/kibitz/internal/https"
	"kibitz/web"
	"kibitz/web/meter"
)

// Time for requests under way to finish when the server stops. Streams end by
// themselves before that.
const stopTimeout = 10 * time.Second

// Requests under way on one HTTP/2 connection, as many as browsers ask for; each
// open stream of a page is one.
const maxStreams = 100

// certificates returns the TLS configuration, or nil without HTTPS, and whether
// browsers trust the certificate.
func certificates(c config, log *slog.Logger) (secure *tls.Config, trusted bool, err error) {
	if c.tls == tlsOff {
		return nil, false, nil
	}
	return https.Config(https.Options{
		Dir: filepath.Join(c.data, "tls"), Addr: c.addr,
		Name: c.autocert, CertFile: c.cert, KeyFile: c.key, Log: log,
	})
}

// serve answers requests until ctx ends, continues for drain so that load balancers
// can notice, and then finishes the requests under way.
func serve(ctx context.Context, drain time.Duration, conns *connections.Listener, secure *tls.Config, kibitz *web.Server, log *slog.Logger) error {
	server := newHTTPServer(conns, secure, kibitz, log)
	ended := make(chan error, 1)
	go func() { ended <- https.Serve(server, conns, meter.CountBytes); close(ended) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serving: %w", err)
	case <-ctx.Done():
	}
	if drain > 0 {
		log.Info("stopping: not ready any more, and serving on for a while", "drain", drain)
		select {
		case <-ended:
		case <-time.After(drain):
		}
	}
	log.Info("stopping: finishing what is under way")
	finish, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	err := errors.Join(server.Shutdown(finish), kibitz.Drain(finish))
	if err != nil {
		log.Warn("cutting off what did not finish in time", "err", err)
		err = server.Close()
	}
	<-ended
	return err
}

// newHTTPServer returns a server that counts its connections and their bytes.
func newHTTPServer(conns *connections.Listener, secure *tls.Config, kibitz *web.Server, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler:   conns.Guard(kibitz, kibitz.TurnAway),
		TLSConfig: secure,
		ConnContext: func(ctx context.Context, conn net.Conn) context.Context {
			return conns.ConnContext(meter.ConnContext(ctx, conn), conn)
		},
		ConnState: func(conn net.Conn, now http.ConnState) {
			meter.ConnState(conn, now)
			conns.ConnState(conn, now)
		},
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		// A stalled stream is cut by its own deadline. This is for a connection that is
		// stalled as a whole.
		HTTP2: &http.HTTP2Config{WriteByteTimeout: 10 * time.Second, MaxConcurrentStreams: maxStreams},
		// net/http's own handler of "OPTIONS *" would wait for an endless body.
		DisableGeneralOptionsHandler: true,
		ErrorLog:                     slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
}

// addresses returns the addresses at which people reach the server.
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
