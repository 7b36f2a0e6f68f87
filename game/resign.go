package game

import (
	"time"

	"kibitz/game/rules"
)

// Resign ends the game for the opponent of by, once both sides have moved.
func (g *Game) Resign(by PlayerID, at time.Time) (Event, error) {
	at = g.moment(at)
	color, err := g.player(by)
	if err != nil {
		return Event{}, err
	}
	if e, late := g.expired(at); late {
		return e, nil
	}
	if g.record.Ply < freePlies {
		return Event{}, ErrTooEarly
	}
	g.end(color.Other().Wins(), Resignation, at)
	return g.happened(Resigned, color, at), nil
}

// Abort ends a game that has hardly begun, without a result.
func (g *Game) Abort(by PlayerID, at time.Time) (Event, error) {
	color := g.record.ColorOf(by)
	switch {
	case color == "":
		return Event{}, ErrNotPlayer
	case g.record.Status == Over:
		return Event{}, ErrOver
	case g.record.Ply >= freePlies:
		return Event{}, ErrTooLate
	}
	at = g.moment(at)
	g.end(rules.NoResult, Aborted, at)
	return g.happened(Abort, color, at), nil
}
