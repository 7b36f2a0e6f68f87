package web

import (
	"context"
	"net/http"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
	"kibitz/web/feed"
	"kibitz/web/presence"
	"kibitz/web/request"
	"kibitz/web/shelf"
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

// of returns the seat that a player holds, "" for a spectator.
func (s seats) of(p game.Player) rules.Color {
	return game.Head{White: s.white, Black: s.black}.ColorOf(p.ID)
}

// computers returns at which colors of a game a computer plays, or nobody needs to
// be there, if that is known here.
func (s *Server) computers(id game.ID) (white, black bool) {
	known, _ := s.seats.Peek(id)
	return known.exhibit || known.white.ComputerLevel() > 0, known.exhibit || known.black.ComputerLevel() > 0
}

// acting returns the color of a player who asks for something in a game, and notes
// that they are there; ErrNotPlayer for anybody else, who so does not take a turn at
// the game's row. It comes before all that depends on how the game stands, or on
// what is asked: spectators may be kept behind, and the answer must not tell them
// more than they see.
func (s *Server) acting(r *http.Request, id game.ID, p game.Player) (rules.Color, error) {
	taken, err := s.seatsFrom(r.Context(), s.headsForPlay, id)
	if err != nil {
		return "", err
	}
	you := taken.of(p)
	if you == "" {
		return "", game.ErrNotPlayer
	}
	s.presence.Seen(presence.Visit{At: []game.ID{id}, You: you, From: request.IdentityOf(r)})
	return you, nil
}

// seat returns from where whoever asks looks at a game.
func (s *Server) seat(r *http.Request, id game.ID) (feed.Chair, error) {
	return s.seatBy(r, id, s.config.Players, s.heads)
}

// seatForPlay is seat for a request that is about to change the game.
func (s *Server) seatForPlay(r *http.Request, id game.ID) (feed.Chair, error) {
	return s.seatBy(r, id, s.config.PlayersForPlay, s.headsForPlay)
}

func (s *Server) seatBy(r *http.Request, id game.ID, players Players, heads *shelf.Shared[game.ID, game.Head]) (feed.Chair, error) {
	ctx, cancel := context.WithTimeout(r.Context(), request.WorkTime)
	defer cancel()
	visitor, err := s.visitorFrom(r.WithContext(ctx), players)
	if err != nil {
		return feed.Chair{}, err
	}
	taken, err := s.seatsFrom(ctx, heads, id)
	if err != nil {
		return feed.Chair{}, err
	}
	if you := taken.of(visitor); you != "" {
		return feed.Chair{You: you}, nil
	}
	return feed.Chair{Delay: taken.delay}, nil
}

// seatsOf returns who sits at a game, for a request that only reads.
func (s *Server) seatsOf(ctx context.Context, id game.ID) (seats, error) {
	return s.seatsFrom(ctx, s.heads, id)
}

// seatsFrom asks once for each game that is not open any more.
func (s *Server) seatsFrom(ctx context.Context, heads *shelf.Shared[game.ID, game.Head], id game.ID) (seats, error) {
	if known, ok := s.seats.Get(id); ok {
		return known, nil
	}
	head, err := heads.Get(ctx, id)
	if err != nil {
		return seats{}, err
	}
	taken := seats{head.White, head.Black, head.Delay, head.Exhibit}
	s.remember(id, taken, head.Status)
	return taken, nil
}

// remember keeps who plays a game, once no seat can be taken any more.
func (s *Server) remember(id game.ID, taken seats, status game.Status) {
	if status != game.Open {
		s.seats.Add(id, taken)
	}
}

// seen reads a game for whoever asks, and which color they have there.
func (s *Server) seen(r *http.Request, id game.ID) (game.Snapshot, rules.Color, error) {
	c, err := s.seat(r, id)
	if err != nil {
		return game.Snapshot{}, "", err
	}
	g, err := s.shelf.See(r.Context(), id, c)
	if err == nil {
		err = s.pay(r, costOf(g))
	}
	return g, c.You, err
}

// asked is seen for the game that the address names.
func (s *Server) asked(r *http.Request) (game.Snapshot, rules.Color, error) {
	id := r.PathValue("id")
	if !game.ValidID(id) {
		return game.Snapshot{}, "", game.ErrNotFound
	}
	return s.seen(r, game.ID(id))
}
