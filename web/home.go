package web

import (
	"bytes"
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"kibitz/game"
	"kibitz/web/view"
)

// home is the page on which a game is started.
func (s *Server) home(w http.ResponseWriter, r *http.Request) error {
	s.render(w, r, http.StatusOK, view.Home(s.frame(r), s.homePage(r)))
	return nil
}

// boardsPatience is how long the start page waits for its boards: the form and the
// seeks, which are in memory, must show while the database hangs. visitorPatience is
// how long any page waits to learn who the visitor is.
const (
	boardsPatience  = time.Second
	visitorPatience = time.Second
)

// homePage is the empty form, the seeks, and a few live boards. The form is shown
// even if the others cannot be read.
func (s *Server) homePage(r *http.Request) view.HomePage {
	page := view.HomePage{URL: s.baseURL(r) + "/"}
	ctx, cancel := context.WithTimeout(r.Context(), boardsPatience)
	defer cancel()
	if boards, err := s.liveBoards(ctx); err != nil {
		s.logFault(r, err)
	} else {
		page.Boards = front(boards, fewBoards)
	}
	list, err := s.config.Lobby.Since(r.Context(), "")
	if err != nil {
		s.logFault(r, err)
		page.LobbyAway = true
		return page
	}
	page.Tag, page.Seeks, page.Mine = list.Tag, list.Seeks, s.seeksOf(r, list)
	return page
}

// frame is what every page has. The visitor's name is optional there: a page that
// reports that the database is unavailable must not need the database.
func (s *Server) frame(r *http.Request) view.Frame {
	visitor, err := s.visitorSoon(r)
	if err != nil {
		visitor = game.Player{}
	}
	return view.Frame{Language: languageOf(r), Static: s.config.StaticPrefix, Player: visitor.Name, Prefs: prefsOf(r)}
}

// visitorSoon is visitor with a short timeout, for callers that can do without the
// answer.
func (s *Server) visitorSoon(r *http.Request) (game.Player, error) {
	ctx, cancel := context.WithTimeout(r.Context(), visitorPatience)
	defer cancel()
	return s.visitor(r.WithContext(ctx))
}

// render sends a page. Browsers may keep it for going back, but must revalidate it
// before they show it again. The page is drawn completely before any of it is sent,
// so that a slow client does not hold up the drawing of other pages.
func (s *Server) render(w http.ResponseWriter, r *http.Request, status int, page templ.Component) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "private, no-cache")
	}
	h.Add("Vary", "Accept, Cookie")
	drawn := &drawing{header: h}
	if err := s.draw(drawn, r, status, page); err != nil {
		h.Set("Retry-After", strconv.Itoa(retryUnavailable))
		_ = plain(w, http.StatusServiceUnavailable, languageOf(r).Say("busy")+"\n")
		return
	}
	h.Set("Content-Length", strconv.Itoa(drawn.body.Len()))
	w.WriteHeader(drawn.status)
	_, _ = w.Write(drawn.body.Bytes()) // a client that has gone needs no answer
}

// draw draws a page, once there is room to do so, completely or not at all.
func (s *Server) draw(w *drawing, r *http.Request, status int, page templ.Component) error {
	if err := s.pages.Enter(r.Context()); err != nil {
		return err
	}
	defer s.pages.Leave()
	var text bytes.Buffer // compressed in one go
	if err := page.Render(r.Context(), &text); err != nil {
		if r.Context().Err() == nil {
			s.config.Log.Error("rendering a page failed", "path", r.URL.Path, "err", err)
		}
		return err
	}
	wrap := compressed
	if text.Len() > longText {
		wrap = quickly
	}
	wrap(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write(text.Bytes())
	}).ServeHTTP(w, r)
	return nil
}

// A drawing buffers an answer before it is sent.
type drawing struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (d *drawing) Header() http.Header         { return d.header }
func (d *drawing) WriteHeader(status int)      { d.status = status }
func (d *drawing) Write(p []byte) (int, error) { return d.body.Write(p) }
