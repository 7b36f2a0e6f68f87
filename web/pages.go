package web

import (
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"kibitz/web/view"
)

// about says what Kibitz is and which build this is.
func (s *Server) about(w http.ResponseWriter, r *http.Request) error {
	s.render(w, r, http.StatusOK, view.About(s.frame(r), thisProgram()))
	return nil
}

var thisProgram = sync.OnceValue(func() view.AboutPage {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return view.AboutPage{Go: "Go"}
	}
	return programOf(info)
})

// Characters of a commit's hash that are shown, enough to identify it.
const commitLength = 12

func programOf(info *debug.BuildInfo) view.AboutPage {
	page := view.AboutPage{Go: info.GoVersion}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			page.Commit = s.Value[:min(len(s.Value), commitLength)]
		case "vcs.modified":
			page.Changed = s.Value == "true"
		case "vcs.time":
			if at, err := time.Parse(time.RFC3339, s.Value); err == nil {
				page.Built = at.UTC()
			}
		}
	}
	return page
}

// keys is the page that lists keys and gestures.
func (s *Server) keys(w http.ResponseWriter, r *http.Request) error {
	s.render(w, r, http.StatusOK, view.Keys(s.frame(r)))
	return nil
}

// share is the page for sharing a position of a game.
func (s *Server) share(w http.ResponseWriter, r *http.Request) error {
	snapshot, you, err := s.asked(r)
	if err != nil {
		return err
	}
	done, err := s.showing(r.Context(), snapshot)
	if err != nil {
		return err
	}
	defer done()
	s.render(w, r, http.StatusOK, view.Share(s.frame(r), s.gamePage(r, snapshot, you)))
	return nil
}
