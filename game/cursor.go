package game

import (
	"math"
	"time"
)

// A Cursor is how far a reader has come in a game.
type Cursor struct {
	Game  ID
	After Version
	Delay time.Duration // by which the reader is kept behind; 0 for players
	Aside int64         // newest one that the reader has had; NoAside for one who wants none
}

// NoAside is the Aside of a cursor whose reader wants the log only.
const NoAside int64 = math.MaxInt64
