package game

import (
	"context"

	"kibitz/game/rules"
)

// A request whose answer was lost is sent again. The version that the player had
// acted on leads to what it did the first time, in the log.

// played looks in the log for the move that a player made at seen, the first move
// after that version. It returns its event if it is the requested move, and ErrStale
// if not.
func (s *Service) played(ctx context.Context, id ID, color rules.Color, move string, seen Version) (Event, error) {
	var before Event // the event that the move answered, or a later one that did not change the position
	for after := seen - 1; ; after = before.Version {
		events, err := s.games.EventsSince(ctx, id, after)
		if err != nil {
			return Event{}, err
		}
		if len(events) == 0 {
			return Event{}, ErrStale
		}
		for _, e := range events {
			if e.Kind == Moved && e.Version > seen {
				return sameMove(before, e, color, move, seen)
			}
			before = e
		}
	}
}

// sameMove returns the event of a move played at before if it is the requested move:
// by that player, at that version.
func sameMove(before, played Event, color rules.Color, move string, seen Version) (Event, error) {
	if played.By != color || played.Seen != seen {
		return Event{}, ErrStale
	}
	p, err := rules.KeptFEN(before.FEN)
	if err != nil {
		return Event{}, err
	}
	if _, m, err := p.Move(move); err != nil || m.UCI != played.UCI {
		return Event{}, ErrStale
	}
	return played, nil
}

// given looks in the log, after known, for the time that a player gave at seen. It
// returns the event, or the zero Event if there is none, and the version up to which
// it has looked.
func (s *Service) given(ctx context.Context, id ID, color rules.Color, seen, known Version) (Event, Version, error) {
	for {
		events, err := s.games.EventsSince(ctx, id, known)
		if err != nil || len(events) == 0 {
			return Event{}, known, err
		}
		for _, e := range events {
			if known = e.Version; e.Kind == TimeGiven && e.By == color && e.Seen == seen {
				s.listener.Doubt(id) // its announcement may have been lost with the answer
				return e, known, nil
			}
		}
	}
}
