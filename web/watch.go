package web

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"kibitz/game"
	"kibitz/game/wire"
	"kibitz/web/feed"
	"kibitz/web/request"
	"kibitz/web/view"
)

// Number of games from which the list of live games picks the most watched.
const candidates = 4 * feed.MaxBoards

// Number of boards on the start page, and how long a game without a move ranks there
// before an exhibit.
const (
	fewBoards = 3
	lively    = 10 * time.Minute
)

// watch shows the games being played, the most watched first. A query can ask for
// fewer.
func (s *Server) watch(w http.ResponseWriter, r *http.Request) error {
	boards, err := s.liveBoards(r.Context())
	if err != nil {
		return err
	}
	if most, err := strconv.Atoi(r.URL.Query().Get("boards")); err == nil && most > 0 && most < feed.MaxBoards {
		boards = front(boards, most)
	}
	if request.Negotiate(r, request.TypeHTML, request.TypeJSON) == request.TypeHTML {
		page := view.WatchPage{Boards: boards, Refresh: r.URL.Query().Get("refresh") != "0"}
		s.render(w, r, http.StatusOK, view.Watch(s.frame(r), page))
		return nil
	}
	list := make([]wire.Board, len(boards))
	for i, b := range boards {
		list[i] = wire.Board{Glance: b.Glance, Spectators: b.Spectators, At: b.Now}
	}
	body, err := wire.BoardsJSON(list)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, body)
	return nil
}

// liveBoards are the games being played, the most watched first, followed by the
// exhibits.
func (s *Server) liveBoards(ctx context.Context) ([]view.WatchBoard, error) {
	s.config.Exhibition.Look()
	listed, err := s.listed.Get(ctx, struct{}{})
	if err != nil {
		return nil, err
	}
	boards := s.boards(listed.running)
	slices.SortStableFunc(boards, func(a, b view.WatchBoard) int { return cmp.Compare(b.Spectators, a.Spectators) })
	exhibits := s.boards(listed.exhibits)
	return append(boards[:min(len(boards), feed.MaxBoards-len(exhibits))], exhibits...), nil
}

// glances are the games that can be shown on boards.
type glances struct{ running, exhibits []game.Glance }

// list reads them, shared by all requests that show boards.
func (s *Server) list(ctx context.Context, _ struct{}) (listed glances, err error) {
	if listed.running, err = s.config.Lists.Running(ctx, s.config.Now(), candidates); err == nil {
		listed.exhibits, err = s.config.Exhibition.Exhibits(ctx)
	}
	return listed, err
}

// front picks the boards to show where there is room for only a few: games being
// played, then exhibits, then games without a recent move.
func front(boards []view.WatchBoard, most int) []view.WatchBoard {
	rank := func(b view.WatchBoard) int {
		switch {
		case b.Exhibit != "":
			return 1
		case b.Now.Sub(b.UpdatedAt) > lively:
			return 2
		}
		return 0
	}
	slices.SortStableFunc(boards, func(a, b view.WatchBoard) int { return cmp.Compare(rank(a), rank(b)) })
	return boards[:min(len(boards), most)]
}

func (s *Server) boards(games []game.Glance) []view.WatchBoard {
	boards := make([]view.WatchBoard, len(games))
	for i, g := range games {
		boards[i] = view.WatchBoard{Glance: g, Now: s.config.Now(), Spectators: s.presence.Watching(g.Game)}
	}
	return boards
}

// Watched reports whether somebody follows any of the games.
func (s *Server) Watched(games ...game.ID) bool {
	return slices.ContainsFunc(games, func(id game.ID) bool { return s.presence.Watching(id) > 0 })
}
