package web

import (
	"encoding/json"
	"net/http"

	"kibitz/web/request"
)

// metered charges a request for a feed to the meter that it names, with which it
// can be ended, too.
func (s *Server) metered(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		name := r.URL.Query().Get("meter")
		if !request.ValidMeter(name) {
			return h(w, r)
		}
		r, done := s.meters.Charge(r, name)
		defer done()
		return h(w, r)
	}
}

// leaveMeter ends the streams of a page that goes away. A browser may keep the
// page, and the SharedWorker that reads for it, frozen with an open connection,
// of which the server would not hear for minutes.
func (s *Server) leaveMeter(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	if !request.ValidMeter(name) {
		return errNoPage
	}
	s.meters.Leave(name)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// readMeter tells what a meter has counted so far.
func (s *Server) readMeter(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	if !request.ValidMeter(name) {
		return errNoPage
	}
	counted := s.meters.Read(name)
	// The time lets a page compare its clock with the server's.
	count := map[string]any{"requests": counted.Requests, "at": s.Now().UnixMilli()}
	if counted.Shared {
		count["shared"] = true
	} else {
		count["up"], count["down"] = counted.Up, counted.Down
	}
	body, err := json.Marshal(count)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, body)
	return nil
}
