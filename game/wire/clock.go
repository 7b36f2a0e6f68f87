package wire

import (
	"encoding/json"

	"kibitz/game"
	"kibitz/game/rules"
)

// clock is a clock in milliseconds, as of the event's time.
type clock struct {
	White   int64       `json:"white"`
	Black   int64       `json:"black"`
	Running rules.Color `json:"running"`
	First   int64       `json:"first,omitempty"` // for the first move of the side to move
	Lag     lags        `json:"lag"`
}

// lags is both sides' lag accounts.
type lags struct {
	White lag `json:"white"`
	Black lag `json:"black"`
}

type lag struct {
	Last  int64 `json:"last"`
	Given int64 `json:"given"`
	Quota int64 `json:"quota"`
}

// clockOf is the event's clock; nil if the game has none.
func clockOf(e *game.Event) *clock {
	c := &e.Clock
	if !c.Control.Clocked() {
		return nil
	}
	return &clock{
		White: c.Left(rules.White, e.At).Milliseconds(), Black: c.Left(rules.Black, e.At).Milliseconds(), Running: c.Running,
		First: e.FirstMove(e.At).Milliseconds(), Lag: lags{lagOf(c.White.Lag), lagOf(c.Black.Lag)},
	}
}

func lagOf(l game.Lag) lag {
	return lag{l.Last.Milliseconds(), l.Given.Milliseconds(), l.Quota.Milliseconds()}
}

// ClockJSON returns the clock alone, as in the JSON of the event; "null" in a game
// without one.
func ClockJSON(e *game.Event) ([]byte, error) { return json.Marshal(clockOf(e)) }

// control is a time control in seconds, as in the request for a game.
type control struct {
	Initial   int `json:"initial"`
	Increment int `json:"increment"`
}

// controlOf returns nil for a game without a clock.
func controlOf(tc game.TimeControl) *control {
	if !tc.Clocked() {
		return nil
	}
	return &control{int(tc.Initial.Seconds()), int(tc.Increment.Seconds())}
}
