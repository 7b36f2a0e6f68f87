package web

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"kibitz/game"
	"kibitz/game/rules"
	"kibitz/web/presence"
	"kibitz/web/request"
	"kibitz/web/view"
)

// showGame answers with the current state of a game as a page, JSON or PGN, by the
// extension in the address or by what the request accepts.
func (s *Server) showGame(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	var kind string
	switch id, ending, _ := strings.Cut(name, "."); {
	case ending == "json":
		name, kind = id, request.TypeJSON
	case ending == "pgn":
		name, kind = id, request.TypePGN
	default:
		kind = request.Negotiate(r, request.TypeHTML, request.TypeJSON, request.TypePGN)
	}
	if !game.ValidID(name) {
		return game.ErrNotFound
	}
	if kind == request.TypeHTML {
		if err := s.pay(r, pageCost); err != nil {
			return err
		}
	}
	snapshot, you, err := s.seen(r, game.ID(name))
	if err != nil {
		return err
	}
	if snapshot.Exhibit {
		s.config.Exhibition.Look()
	}
	if you != "" || kind == request.TypeHTML {
		s.presence.Loaded(presence.Visit{At: []game.ID{snapshot.Game}, You: you, From: request.BrowserOf(r)})
	}
	if kind == request.TypeJSON {
		return s.writeSnapshot(r.Context(), w, http.StatusOK, snapshot, you)
	}
	done, err := s.showing(r.Context(), snapshot)
	if err != nil {
		return err
	}
	defer done()
	if kind == request.TypePGN {
		s.writePGN(w, r, snapshot)
		return nil
	}
	s.renderGame(w, r, http.StatusOK, s.gamePage(r, snapshot, you))
	return nil
}

func (s *Server) writePGN(w http.ResponseWriter, r *http.Request, snapshot game.Snapshot) {
	name := string(snapshot.Game)
	h := w.Header()
	h.Set("Content-Type", request.TypePGN+"; charset=utf-8")
	h.Set("Cache-Control", "private, no-cache")
	h.Add("Vary", "Accept")
	h.Set("Content-Disposition", `inline; filename="kibitz-`+name+`.pgn"`)
	_, _ = w.Write([]byte(snapshot.PGN(s.baseURL(r) + "/games/" + name))) // a client that has gone needs no answer
}

// gamePage is the page of a game with what the query asks to see. A query that
// makes no sense shows the game as it stands.
func (s *Server) gamePage(r *http.Request, snapshot game.Snapshot, you rules.Color) view.GamePage {
	query := r.URL.Query()
	page := view.GamePage{
		Language: languageOf(r),
		Snapshot: snapshot, You: you, Ply: plyAsked(query.Get("ply"), len(snapshot.Plies)),
		Flip: query.Get("flip") == "1", Refresh: query.Get("refresh") != "0",
		Now: s.config.Now(), Presence: s.presence.At(snapshot.Game), URL: s.baseURL(r) + "/games/" + string(snapshot.Game), Transport: query.Get("transport"),
	}
	if from := query.Get("from"); you != "" && you == snapshot.Turn() && len(from) == 2 {
		for _, move := range snapshot.Legal() {
			if strings.HasPrefix(move, from) {
				page.From = from
			}
		}
	}
	return page
}

// plyAsked is the ply that a query asks for, in a game of the given number of plies.
func plyAsked(text string, plies int) int {
	if ply, err := strconv.Atoi(text); err == nil && ply >= 0 {
		return min(ply, plies)
	}
	return plies
}

func (s *Server) renderGame(w http.ResponseWriter, r *http.Request, status int, page view.GamePage) {
	s.render(w, r, status, view.Game(s.frame(r), page))
}

func (s *Server) writeSnapshot(ctx context.Context, w http.ResponseWriter, status int, snapshot game.Snapshot, you rules.Color) error {
	s.remember(snapshot.Game, seats{snapshot.White.ID, snapshot.Black.ID, snapshot.Delay, snapshot.Exhibit}, snapshot.Status)
	body, err := s.encodings.Of(ctx, snapshot, you, s.presence.At(snapshot.Game))
	if err != nil {
		return err
	}
	writeJSON(w, status, body)
	return nil
}

// writeJSON sends a body that depends on the visitor and on what they accept.
func writeJSON(w http.ResponseWriter, status int, body []byte) {
	h := w.Header()
	h.Set("Content-Type", request.TypeJSON)
	h.Set("Cache-Control", "no-store")
	h.Add("Vary", "Accept, Cookie, Authorization")
	w.WriteHeader(status)
	_, _ = w.Write(body) // a client that has gone needs no answer
}
