package web

import (
	"context"
	"net/http"
	"time"

	"kibitz/game"
)

// Polling asks who is who again and again, and both answers never change once
// they are known. Without the caches of tokens and seats a player's poll costs ten
// times what a spectator's does.

// seats are the two players of a game, and how far all others are kept behind.
type seats struct {
	white, black game.PlayerID
	delay        time.Duration
	exhibit      bool // nobody sits there
}

// computers returns at which colors of a game a computer plays, or nobody needs to
// be there, if that is known here.
func (s *Server) computers(id game.ID) (white, black bool) {
	known, _ := s.seats.Peek(id)
	return known.exhibit || known.white.ComputerLevel() > 0, known.exhibit || known.black.ComputerLevel() > 0
}

// acting returns the color of a player who asks for something in a game, and notes
// that they are there; ErrNotPlayer for anybody else. It comes before all that
// depends on how the game stands, or on what is asked: spectators may be kept
// behind, and the answer must not tell them more than they see.
func (s *Server) acting(r *http.Request, id game.ID, p game.Player) (game.Color, error) {
	taken, err := s.seatsOf(r.Context(), id)
	if err != nil {
		return "", err
	}
	color := taken.of(p.ID)
	if color == "" {
		return "", game.ErrNotPlayer
	}
	s.presence.seen(about{at: []game.ID{id}, you: color, from: identityOf(r)})
	return color, nil
}

// of returns the seat that a player has, nobody's for a spectator.
func (t seats) of(p game.PlayerID) game.Color {
	r := game.Record{White: game.Player{ID: t.white}, Black: game.Player{ID: t.black}}
	return r.ColorOf(p)
}

// A chair is from where somebody looks at a game: a player's seat, or a
// spectator's place, who may be kept behind.
type chair struct {
	you   game.Color
	delay time.Duration
}

// seat returns from where whoever asks looks at a game.
func (s *Server) seat(r *http.Request, id game.ID) (chair, error) {
	ctx, cancel := context.WithTimeout(r.Context(), requestTimeout)
	defer cancel()
	visitor, err := s.visitor(r.WithContext(ctx))
	if err != nil {
		return chair{}, err
	}
	taken, err := s.seatsOf(ctx, id)
	if err != nil {
		return chair{}, err
	}
	if you := taken.of(visitor.ID); you != "" {
		return chair{you: you}, nil
	}
	return chair{delay: taken.delay}, nil
}

// seatsOf asks once for each game in which both seats are taken.
func (s *Server) seatsOf(ctx context.Context, id game.ID) (seats, error) {
	if known, ok := s.seats.Get(id); ok {
		return known, nil
	}
	snapshot, err := s.Snapshots.Snapshot(ctx, id)
	if err != nil {
		return seats{}, err
	}
	return s.remember(snapshot), nil
}

// remember keeps who plays a game, once both seats are taken.
func (s *Server) remember(g game.Snapshot) seats {
	taken := seats{g.White.ID, g.Black.ID, g.Delay, g.Exhibit}
	if taken.exhibit || (taken.white != "" && taken.black != "") {
		s.seats.Add(g.Game, taken)
	}
	return taken
}

// snapshot reads a game as it is seen from a chair.
func snapshot(ctx context.Context, from Snapshots, id game.ID, c chair, now time.Time) (game.Snapshot, error) {
	if c.delay > 0 {
		return from.SnapshotAsOf(ctx, id, now.Add(-c.delay))
	}
	return from.Snapshot(ctx, id)
}

// seen reads a game for whoever asks, and which color they have there.
func (s *Server) seen(r *http.Request, id game.ID) (game.Snapshot, game.Color, error) {
	c, err := s.seat(r, id)
	if err != nil {
		return game.Snapshot{}, "", err
	}
	g, err := snapshot(r.Context(), s.Snapshots, id, c, s.Now())
	return g, c.you, err
}

// asked is seen for the game that the address names.
func (s *Server) asked(r *http.Request) (game.Snapshot, game.Color, error) {
	id := r.PathValue("id")
	if !game.ValidID(id) {
		return game.Snapshot{}, "", game.ErrNotFound
	}
	return s.seen(r, game.ID(id))
}
