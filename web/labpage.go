package web

import (
	"embed"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"sync"

	"kibitz/web/feed"
	"kibitz/web/lab"
	"kibitz/web/request"
	"kibitz/web/view"
)

// showLab is the page of the lab. Without scripts it explains what it shows with
// them.
func (s *Server) showLab(w http.ResponseWriter, r *http.Request) error {
	page := view.LabPage{Load: loadResult(), URL: s.baseURL(r)}
	s.render(w, r, http.StatusOK, view.Lab(s.frame(r), page))
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

// tellLab returns the state of a lab, and what the server has counted for it.
func (s *Server) tellLab(w http.ResponseWriter, r *http.Request) error {
	state, err := s.labs.Tell(r)
	if err != nil {
		return err
	}
	return writeLab(w, http.StatusOK, state)
}

// changeLab sets the metronome, or breaks or sends something.
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

// tellServer is deliberately read by plain polling: a reader who can wait two
// seconds for a number needs nothing better.
func (s *Server) tellServer(w http.ResponseWriter, _ *http.Request) error {
	return writeLab(w, http.StatusOK, lab.CostNow(s.feeds, s.config.Pool))
}

// writeLab sends JSON to the page of a lab.
func writeLab(w http.ResponseWriter, status int, told any) error {
	body, err := json.Marshal(told)
	if err != nil {
		return err
	}
	writeJSON(w, status, body)
	return nil
}

// results are measurements with many spectators, made with cmd/load. Without a
// results file the page omits them.
//
//go:embed results
var results embed.FS

// loadResult is the latest measurement; nil if there is none.
var loadResult = sync.OnceValue(func() *view.LoadResult {
	text, err := results.ReadFile("results/spectators.json")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	result, err := readLoadResult(text)
	if err != nil {
		panic(err) // the file is part of the program, and a test reads it
	}
	return result
})

func readLoadResult(text []byte) (*view.LoadResult, error) {
	var result view.LoadResult
	if err := json.Unmarshal(text, &result); err != nil {
		return nil, err
	}
	if len(result.Rows) == 0 {
		return nil, errors.New("there are no rows")
	}
	return &result, nil
}
