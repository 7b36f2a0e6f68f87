package game

import (
	"context"

	"kibitz/game/rules"
)

// A request whose answer was lost is sent again. What it did the first time is
// found in the log by the version that the player had acted on.

// played looks in the log for the move that a player made at seen, which is the
// first one after it, and returns its event if it is the move asked for;
// ErrStale if not.
func (s *Service) played(ctx context.Context, id ID, color rules.Color, move string, seen Version) (Event, error) {
	var before Event // the one that the move answered, or the last that left its position alone
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

// sameMove returns the event of a move that was played at before if the move is
// the one that was asked for: by that player, at that version.
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

// given looks in the log, after known, for the time that a player gave at seen.
// It returns the event, the zero Event if there is none, and the version up to which
// it is known now.
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
