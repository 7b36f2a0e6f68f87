package game

import (
	"fmt"
	"time"

	"kibitz/game/rules"
)

// Takeback offers to take back the player's last move, or answers the opponent's
// offer. It takes back two plies if the asking side is to move, one if not. An
// accepted takeback is a new version; nothing is erased. Accepting needs before, a
// snapshot of the game with its moves, which a Game does not know; the error is
// ErrStale if it is not of this version.
//
// Both sides keep the time that they have left.
func (g *Game) Takeback(by PlayerID, a Answer, before Snapshot, at time.Time) (Event, error) {
	at = g.moment(at)
	color, err := g.player(by)
	if err != nil {
		return Event{}, err
	}
	if e, late := g.expired(at); late {
		return e, nil
	}
	switch a, err = g.answer(OfferTakeback, color, a); {
	case err != nil:
		return Event{}, err
	case a == Decline:
		return g.decline(color, at), nil
	case a == Accept:
		return g.takeBack(color, before, at)
	case g.record.Ply < g.takebackPlies(color):
		return Event{}, ErrNothingToTakeBack
	case at.Before(g.record.Offering.side(color).TakebackFrom):
		return Event{}, ErrTooSoon
	}
	return g.offer(OfferTakeback, color, at), nil
}

// takebackPlies returns how many plies are undone when a side takes back its last
// move.
func (g *Game) takebackPlies(asker rules.Color) int {
	if g.position.Turn() == asker {
		return 2
	}
	return 1
}

// takeBack goes back to where the asker, the opponent of by, was to move. The
// offer was checked when it was made, and no move has come since.
func (g *Game) takeBack(by rules.Color, before Snapshot, at time.Time) (Event, error) {
	if before.Game != g.record.ID || before.Version != g.record.Version {
		return Event{}, ErrStale
	}
	ply := g.record.Ply - g.takebackPlies(by.Other())
	position, keys, err := before.at(ply)
	if err != nil {
		return Event{}, err
	}
	r := &g.record
	r.Clock.stop(at)
	g.position = position
	r.FEN, r.Ply, r.Repetitions, r.MovedAt = position.FEN(), ply, keys, r.Version+1
	r.Offering.Open = Offer{}
	asker := r.Offering.side(by.Other())
	asker.TakebackDeclines, asker.TakebackFrom = 0, time.Time{}
	r.Clock.begin(position.Turn(), at, ply >= freePlies)
	return g.happened(TakenBack, by, at), nil
}

// at returns the position after a ply, with the keys of those that can still
// repeat.
func (s *Snapshot) at(ply int) (rules.Position, rules.Repetitions, error) {
	if ply < 0 || ply > len(s.Plies) {
		return rules.Position{}, nil, fmt.Errorf("game %s has no ply %d at version %d", s.Game, ply, s.Version)
	}
	position, err := rules.KeptFEN(s.StartFEN)
	if err != nil {
		return rules.Position{}, nil, err
	}
	keys := rules.Repetitions{position.Key()}
	for _, p := range s.Plies[:ply] {
		if position, err = rules.KeptFEN(p.FEN); err != nil {
			return rules.Position{}, nil, err
		}
		keys = keys.After(position)
	}
	return position, keys, nil
}
