package web

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"kibitz/game"
	"kibitz/web/view"
)

// Boards that the list of live games shows at most, which is also as many as
// one stream carries, and games among which it looks for the most watched.
const (
	maxBoards  = 64
	candidates = 4 * maxBoards
)

// watch shows the games that are being played, the most watched first.
func (s *Server) watch(w http.ResponseWriter, r *http.Request) error {
	boards, err := s.liveBoards(r)
	if err != nil {
		return err
	}
	if negotiate(r, typeHTML, typeJSON) == typeHTML {
		page := view.WatchPage{Boards: boards, Refresh: r.URL.Query().Get("refresh") != "0"}
		s.render(w, r, http.StatusOK, view.Watch(s.frame(r, "Games being played now"), page))
		return nil
	}
	list := make([]boardWire, len(boards))
	for i, b := range boards {
		list[i] = boardWire{b.Game, nameWire{b.White.Name}, nameWire{b.Black.Name}, b.FEN, b.Version, clockOf(b), b.Spectators}
	}
	body, err := json.Marshal(list)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, body)
	return nil
}

func (s *Server) liveBoards(r *http.Request) ([]view.WatchBoard, error) {
	running, err := s.Running(r.Context(), time.Now(), candidates)
	if err != nil {
		return nil, err
	}
	boards := make([]view.WatchBoard, len(running))
	for i, g := range running {
		boards[i] = view.WatchBoard{Glance: g, Now: time.Now(), Spectators: s.presence.watching(g.Game)}
	}
	slices.SortStableFunc(boards, func(a, b view.WatchBoard) int { return cmp.Compare(b.Spectators, a.Spectators) })
	return boards[:min(len(boards), maxBoards)], nil
}

// boardWire is a live board as the protocol has it.
type boardWire struct {
	ID         game.ID      `json:"id"`
	White      nameWire     `json:"white"`
	Black      nameWire     `json:"black"`
	FEN        string       `json:"fen"`
	Version    game.Version `json:"version"`
	Clock      *clockWire   `json:"clock,omitempty"`
	Spectators int          `json:"spectators"`
}

// clockWire is a running game's clock as of the answer, in milliseconds.
type clockWire struct {
	White   int64      `json:"white"`
	Black   int64      `json:"black"`
	Running game.Color `json:"running"`
}

// clockOf returns nil for a game without a clock.
func clockOf(b view.WatchBoard) *clockWire {
	if !b.Clock.Control.Clocked() {
		return nil
	}
	return &clockWire{b.Left(game.White, b.Now).Milliseconds(), b.Left(game.Black, b.Now).Milliseconds(), b.Clock.Running}
}

type nameWire struct {
	Name string `json:"name"`
}
