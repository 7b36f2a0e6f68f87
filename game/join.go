package game

import (
	"context"
	"time"
)

// Join gives the open seat of a game to p. Whatever else the two players seek is
// withdrawn.
func (s *Service) Join(ctx context.Context, id ID, p Player) (Event, error) {
	var paired Record
	e, err := inTime(s.change(ctx, id, func(g *Game, at time.Time) (Event, error) {
		e, err := g.Join(p, at)
		paired = g.Record()
		return e, err
	}))
	if err == nil {
		s.withdraw(ctx, paired.White.ID, paired.Black.ID)
	}
	return e, err
}

// withdraw ends the open seeks of players who have found a game. It is done as
// far as it can be: a seek that is left over can still be canceled.
func (s *Service) withdraw(ctx context.Context, players ...PlayerID) {
	ctx, cancel := detach(ctx)
	defer cancel()
	seeks, err := s.games.SeeksBy(ctx, players...)
	if err != nil {
		return
	}
	for _, id := range seeks {
		_, _ = s.change(ctx, id, func(g *Game, at time.Time) (Event, error) {
			if g.record.Status != Open { // somebody has joined since
				return Event{}, ErrSeatTaken
			}
			return g.Abort(g.record.White.ID+g.record.Black.ID, at) // one seat is open
		})
	}
}
