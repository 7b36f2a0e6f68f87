package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"kibitz/web"
	"kibitz/web/meter"
)

// Time that requests under way have to finish when the server stops. Streams
// end by themselves before.
const stopTimeout = 10 * time.Second

// Requests under way on one HTTP/2 connection, as many as browsers ask for; each
// open stream of a page is one.
const maxStreams = 100

// serve answers requests until ctx ends, goes on for as long as a load balancer
// takes to notice, and then finishes those under way.
func serve(ctx context.Context, drain time.Duration, conns *limitedListener, secure *tls.Config, kibitz *web.Server, log *slog.Logger) error {
	server := &http.Server{
		Handler:   conns.guard(kibitz, kibitz.TurnAway),
		TLSConfig: secure,
		ConnContext: func(ctx context.Context, conn net.Conn) context.Context {
			return conns.context(meter.ConnContext(ctx, conn), conn)
		},
		ConnState: func(conn net.Conn, now http.ConnState) {
			meter.ConnState(conn, now)
			conns.state(conn, now)
		},
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    32 << 10,
		// A stream that takes nothing is cut by its own deadline; this is for a
		// whole connection that takes nothing.
		HTTP2: &http.HTTP2Config{WriteByteTimeout: 10 * time.Second, MaxConcurrentStreams: maxStreams},
		// net/http's own answer to "OPTIONS *" would wait for a body without an end.
		DisableGeneralOptionsHandler: true,
		ErrorLog:                     slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	failed := listen(server, conns, meter.CountBytes)
	select {
	case err := <-failed:
		return fmt.Errorf("serving: %w", err)
	case <-ctx.Done():
	}
	if drain > 0 {
		log.Info("stopping: not ready any more, and serving on for a while", "drain", drain)
		select {
		case <-failed:
		case <-time.After(drain):
		}
	}
	log.Info("stopping: finishing what is under way")
	finish, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	if err := errors.Join(server.Shutdown(finish), kibitz.Drain(finish)); err != nil {
		log.Warn("cutting off what did not finish in time", "err", err)
		return server.Close()
	}
	return nil
}
