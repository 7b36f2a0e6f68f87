package game

import (
	"time"

	"kibitz/game/rules"
)

// A Glance is as much of a running game as a list of them shows.
type Glance struct {
	Game         ID
	Version      Version
	White, Black Player
	FEN          string
	Clock        Clock
	Delay        time.Duration // by which spectators see it
	UpdatedAt    time.Time
	Exhibit      string // where and when the famous game was that is relayed; "" for a game that is played
}

// Left returns what a side has left, as spectators see it at a time.
func (g *Glance) Left(c rules.Color, at time.Time) time.Duration {
	return g.Clock.Left(c, at.Add(-g.Delay))
}
