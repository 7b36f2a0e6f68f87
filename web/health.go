package web

import (
	"errors"
	"net/http"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"kibitz/game"
)

// alive reports that the process answers.
func (s *Server) alive(w http.ResponseWriter, _ *http.Request) error {
	return plain(w, http.StatusOK, "alive\n")
}

// ready reports whether requests can be served: not without the database, and not
// during shutdown.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) error {
	if s.config.Stopping.Err() != nil {
		// Answered here, since fail would log an error for each probe.
		w.Header().Set("Retry-After", strconv.Itoa(retryUnavailable))
		return plain(w, http.StatusServiceUnavailable, "stopping: ask another server\n")
	}
	if err := s.config.Ready(r.Context()); err != nil {
		s.logFault(r, err)
		w.Header().Set("Retry-After", strconv.Itoa(retryUnavailable))
		return plain(w, http.StatusServiceUnavailable, "not ready: "+whyNotReady(err)+"\n")
	}
	if s.config.Others != nil && s.config.Others.Since().IsZero() {
		return plain(w, http.StatusOK, degraded)
	}
	return plain(w, http.StatusOK, "ready\n")
}

// A server that cannot hear the others still serves, from the log. If it reported
// failure here, a load balancer would take all servers out at once.
const degraded = "degraded: the other servers cannot be heard; what happens there is seen up to 2 s later\n"

// whyNotReady is one line for the public on why the server cannot serve; the details
// are in the log.
func whyNotReady(err error) string {
	for _, known := range []error{game.ErrDiskFull, game.ErrReadOnly, game.ErrUnavailable} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	return "something is wrong; it is in the server's log"
}

func plain(w http.ResponseWriter, status int, text string) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) // a client that has gone needs no answer
	return nil
}

// metricsHandler publishes the server's metrics for Prometheus.
func metricsHandler(counted ...prometheus.Collector) http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	registry.MustRegister(counted...)
	return promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
}
