package web

import (
	"encoding/json"
	"net/http"

	"kibitz/web/feed"
	"kibitz/web/lab"
	"kibitz/web/request"
	"kibitz/web/view"
)

// showLab is the page, which explains without scripts what it shows with them.
func (s *Server) showLab(w http.ResponseWriter, r *http.Request) error {
	page := view.LabPage{Load: loadResult(), URL: s.baseURL(r)}
	s.render(w, r, http.StatusOK, view.Lab(s.frame(r, "Transport lab"), page))
	return nil
}

// openLab starts a lab for a visitor.
func (s *Server) openLab(w http.ResponseWriter, r *http.Request) error {
	if err := s.byLab.Take(request.Address(r), 1); err != nil {
		return err
	}
	state, err := s.labs.Open(r)
	if err != nil {
		return err
	}
	w.Header().Set("Location", state.Path())
	return writeLab(w, http.StatusCreated, state)
}

// tellLab says how a lab stands, and what the server has counted there.
func (s *Server) tellLab(w http.ResponseWriter, r *http.Request) error {
	state, err := s.labs.Tell(r)
	if err != nil {
		return err
	}
	return writeLab(w, http.StatusOK, state)
}

// changeLab sets what the metronome does, and breaks or sends something.
func (s *Server) changeLab(w http.ResponseWriter, r *http.Request) error {
	state, err := s.labs.Change(r)
	if err != nil {
		return err
	}
	return writeLab(w, http.StatusOK, state)
}

// followLab sends a lab's events.
func (s *Server) followLab(w http.ResponseWriter, r *http.Request) error {
	if err := s.spend(r, readCost); err != nil {
		return s.feeds.Serve(w, r, feed.Refused{Err: err})
	}
	return s.labs.Follow(w, r)
}

func writeLab(w http.ResponseWriter, status int, state lab.State) error {
	body, err := json.Marshal(state)
	if err != nil {
		return err
	}
	writeJSON(w, status, body)
	return nil
}
