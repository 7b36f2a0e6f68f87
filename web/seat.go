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

// Polling asks again and again who a visitor is and who plays; neither answer ever
// changes once it is known. Without the caches of tokens and seats a player's poll
// costs ten times what a spectator's does.

// seats are the two players of a game, and the delay for everyone else.
type seats struct {
	white, black game.PlayerID
	delay        time.Duration
	exhibit      bool // nobody sits there
}

// of returns the seat that a player holds, "" for a spectator.
func (s seats) of(p game.Player) rules.Color {
	return game.Head{White: s.white, Black: s.black}.ColorOf(p.ID)
}

// computers reports for each color of a game whether nobody needs to be present
// there, because a computer plays it or the game is an exhibit, as far as this
// server knows.
func (s *Server) computers(id game.ID) (white, black bool) {
	known, _ := s.seats.Peek(id)
	return known.exhibit || known.white.ComputerLevel() > 0, known.exhibit || known.black.ComputerLevel() > 0
}

// acting returns the color of the player who sends a request to a game, and notes
// that they are present. Anybody else gets ErrNotPlayer, and so never takes a turn
// at the game's row. Call it before any check that depends on the state of the game
// or on the request: spectators may be delayed, and an answer must not tell them
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

// seat returns the requesting visitor's view of a game.
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

// seatsOf returns who plays a game, for a request that only reads.
func (s *Server) seatsOf(ctx context.Context, id game.ID) (seats, error) {
	return s.seatsFrom(ctx, s.heads, id)
}

// seatsFrom looks a game's seats up only once after both are taken.
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

// remember caches who plays a game, once no seat can be taken any more.
func (s *Server) remember(id game.ID, taken seats, status game.Status) {
	if status != game.Open {
		s.seats.Add(id, taken)
	}
}

// seen reads a game as the visitor sees it, and returns the visitor's color.
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

// asked is seen for the game in the request's path.
func (s *Server) asked(r *http.Request) (game.Snapshot, rules.Color, error) {
	id := r.PathValue("id")
	if !game.ValidID(id) {
		return game.Snapshot{}, "", game.ErrNotFound
	}
	return s.seen(r, game.ID(id))
}
