package game

import "time"

// A Seek is an open game that anyone in the lobby may join.
type Seek struct {
	Game      ID
	By        Player
	Color     Color // that is left to take
	Control   TimeControl
	CreatedAt time.Time
}
