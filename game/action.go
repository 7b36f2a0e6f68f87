package game

import (
	"time"

	"kibitz/game/rules"
)

// An Action is something a player does besides moving.
type Action string

// The actions, by their names on the wire.
const (
	DoResign   Action = "resign"
	DoAbort    Action = "abort"
	DoFlag     Action = "flag"
	DoTime     Action = "time"
	DoDraw     Action = "draw"
	DoTakeback Action = "takeback"
	DoClaim    Action = "claim"
	DoRematch  Action = "rematch"
)

// Actions are all of them.
var Actions = []Action{DoResign, DoAbort, DoFlag, DoTime, DoDraw, DoTakeback, DoClaim, DoRematch}

// Resign ends the game as a win for the opponent of by, once both sides have moved.
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
	g.end(rules.NoResult, ByAbort, at)
	return g.happened(Aborted, color, at), nil
}
