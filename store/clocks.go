package store

import (
	"time"

	"kibitz/game"
	"kibitz/game/rules"
)

// clockRow is a clock as stored, in milliseconds.
type clockRow struct {
	Initial   int64       `json:"initial"`
	Increment int64       `json:"increment"`
	White     sideRow     `json:"white"`
	Black     sideRow     `json:"black"`
	Running   rules.Color `json:"running"`
	Since     int64       `json:"since"` // Unix time; 0 before the game began
}

type sideRow struct {
	Left  int64 `json:"left"`
	Last  int64 `json:"last"` // lag
	Given int64 `json:"given"`
	Quota int64 `json:"quota"`
}

// clockOf returns nil for a game without a clock.
func clockOf(c game.Clock) *clockRow {
	if !c.Control.Clocked() {
		return nil
	}
	row := &clockRow{
		Initial: c.Control.Initial.Milliseconds(), Increment: c.Control.Increment.Milliseconds(),
		White: sideOf(c.White), Black: sideOf(c.Black), Running: c.Running,
	}
	if !c.Since.IsZero() {
		row.Since = c.Since.UnixMilli()
	}
	return row
}

func sideOf(s game.ClockSide) sideRow {
	return sideRow{s.Left.Milliseconds(), s.Lag.Last.Milliseconds(), s.Lag.Given.Milliseconds(), s.Lag.Quota.Milliseconds()}
}

func (r *clockRow) clock() game.Clock {
	if r == nil {
		return game.Clock{}
	}
	c := game.Clock{
		Control: game.TimeControl{Initial: ms(r.Initial), Increment: ms(r.Increment)},
		White:   r.White.side(), Black: r.Black.side(), Running: r.Running,
	}
	if r.Since != 0 {
		c.Since = time.UnixMilli(r.Since).UTC()
	}
	return c
}

func (r sideRow) side() game.ClockSide {
	return game.ClockSide{Left: ms(r.Left), Lag: game.Lag{Last: ms(r.Last), Given: ms(r.Given), Quota: ms(r.Quota)}}
}

func ms(n int64) time.Duration { return time.Duration(n) * time.Millisecond }
