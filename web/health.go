package web

import (
	"net/http"
	"strconv"
)

// alive says that the process answers.
func (s *Server) alive(w http.ResponseWriter, _ *http.Request) error {
	return plain(w, http.StatusOK, "alive\n")
}

// ready says whether requests can be served: not without the database, and not
// when about to stop.
func (s *Server) ready(w http.ResponseWriter, r *http.Request) error {
	if s.Stopping.Err() != nil {
		// Answered here, since an error would be written down for each probe.
		w.Header().Set("Retry-After", strconv.Itoa(retryUnavailable))
		return plain(w, http.StatusServiceUnavailable, "stopping: ask another server\n")
	}
	if err := s.Ready(r.Context()); err != nil {
		return err
	}
	if s.Others != nil && s.Others.Since().IsZero() {
		return plain(w, http.StatusOK, degraded)
	}
	return plain(w, http.StatusOK, "ready\n")
}

// A server that cannot hear the others serves as before, from the log. If it said
// no here, a load balancer would take all servers out at once.
const degraded = "degraded: the other servers cannot be heard; what happens there is seen up to 2 s later\n"

func plain(w http.ResponseWriter, status int, text string) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(text)) // a client that has gone needs no answer
	return nil
}
