package game

import (
	"context"
	"errors"
	"time"

	"kibitz/game/rules"
)

// A Seek is an open game that anyone in the lobby may join. Seeks can be
// compared with ==.
type Seek struct {
	Game      ID
	By        Player
	Color     rules.Color // of the open seat
	Control   TimeControl
	CreatedAt time.Time // UTC
}

// MaxSeeks is how many seeks one player can have open at a time.
const MaxSeeks = 5

// MaxSeekList is how many seeks the lobby lists. If there are more, half of the list
// is the oldest seeks and half the newest.
const MaxSeekList = 500

// A Pairing is a game that somebody asks to join, with what else both players have
// in the lobby.
type Pairing struct {
	Game  *Game
	Seeks []*Game // the other open seeks of both, by id
	// Found is when the joining player last found a game in the lobby in which
	// nothing has happened since; zero if there is none.
	Found time.Time
}

// foundLately is how long a player who has found a game in the lobby cannot join
// another one. Otherwise a join request still in flight when somebody joins the
// sender's own seek would begin a second game.
const foundLately = changeTimeout

// join gives the open seat to p and withdraws the other seeks of both players. The
// first event is the game's. If the seat has been open for too long, it is not
// taken, and nothing is withdrawn.
func (pr *Pairing) join(p Player, at time.Time) ([]Event, error) {
	joined, err := pr.Game.Join(p, at)
	if err != nil {
		return nil, err
	}
	events := []Event{joined}
	if joined.Kind != Joined {
		return events, nil
	}
	if pr.Game.record.Seek && !pr.Found.IsZero() && joined.At.Sub(pr.Found) < foundLately {
		return nil, ErrPaired
	}
	for _, seek := range pr.Seeks {
		e, err := seek.Abort(seek.record.White.ID+seek.record.Black.ID, at) // one seat is open
		if err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	return events, nil
}

// Join gives the open seat of a game to p and withdraws the other seeks of both
// players, in one transaction. The error is ErrPaired if p has just found another
// game in the lobby, and a Refusal if the game refuses.
func (s *Service) Join(ctx context.Context, id ID, p Player) (Event, error) {
	ctx, cancel := detach(ctx)
	defer cancel()
	var changes []Change
	var stood standing
	err := s.judged(ctx, func() error {
		return s.games.Join(ctx, id, p.ID, func(pr *Pairing) ([]Event, error) {
			stood = pr.Game.standing()
			at, _, err := s.judge()
			if err != nil {
				return nil, err
			}
			events, err := pr.join(p, at)
			changes = changesOfAll(events, append([]*Game{pr.Game}, pr.Seeks...))
			return events, err
		})
	})
	switch {
	case err == nil:
		s.tell(changes)
		return inTime(changes[0].Event, nil)
	case errors.Is(err, ErrUnavailable):
		s.doubt(id)
		for _, c := range changes {
			if c.Game != id {
				s.doubt(c.Game)
			}
		}
	}
	return Event{}, stood.refuse(err)
}
