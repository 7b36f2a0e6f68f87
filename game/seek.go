package game

import (
	"time"

	"kibitz/game/rules"
)

// A Seek is an open game that anyone in the lobby may join. Seeks can be
// compared with ==.
type Seek struct {
	Game      ID
	By        Player
	Color     rules.Color // that is left to take
	Control   TimeControl
	CreatedAt time.Time // UTC
}

// MaxSeeks is how many seeks one player can have open at a time.
const MaxSeeks = 5

// MaxSeekList is how many seeks the lobby lists: of more, the half that has waited
// for longest and the half that came last.
const MaxSeekList = 500
