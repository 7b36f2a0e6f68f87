package game

import "time"

// A Glance is as much of a running game as a list of them shows.
type Glance struct {
	Game         ID
	Version      Version
	White, Black Player
	FEN          string
	Clock        Clock
	UpdatedAt    time.Time
}
