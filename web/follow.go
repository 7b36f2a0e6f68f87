package web

import (
	"context"
	"net/http"
	"time"

	"kibitz/game"
	"kibitz/web/feed"
)

// followGame sends the events of a game after a cursor.
func (s *Server) followGame(w http.ResponseWriter, r *http.Request) error {
	if err := s.spend(r, readCost); err != nil {
		return s.feeds.Serve(w, r, feed.Refused{Err: err})
	}
	src, err := s.oneGame(r)
	if err != nil {
		return err
	}
	defer src.Close()
	return s.feeds.Serve(w, r, src)
}

// followMany sends the events of several games on one connection.
func (s *Server) followMany(w http.ResponseWriter, r *http.Request) error {
	if err := s.spend(r, readCost); err != nil {
		return s.feeds.ServeStream(w, r, feed.Refused{Err: err})
	}
	src, err := feed.NewBoards(r, s.Feed, s.outlook(r), s.delayOf)
	if err != nil {
		return err
	}
	defer src.Close()
	return s.feeds.ServeStream(w, r, src)
}

// oneGame reads who wants which events of which game.
func (s *Server) oneGame(r *http.Request) (*feed.Game, error) {
	id := r.PathValue("id")
	if !game.ValidID(id) {
		return nil, game.ErrNotFound
	}
	g, err := feed.NewGame(r, s.Feed, s.outlook(r), game.ID(id))
	if err != nil {
		return nil, err
	}
	return g, g.Sit(s.seat(r, game.ID(id)))
}

// outlook is that of a reader of real games.
func (s *Server) outlook(r *http.Request) feed.View {
	pay := func(g game.Snapshot) error { return s.pay(r, costOf(g)) }
	return feed.View{Games: s.shelf, Pay: pay, Present: s.presence.At, Encode: s.encodings.of}
}

// delayOf returns by how much spectators of a game are kept behind.
func (s *Server) delayOf(ctx context.Context, id game.ID) (time.Duration, error) {
	taken, err := s.seatsOf(ctx, id)
	return taken.delay, err
}
