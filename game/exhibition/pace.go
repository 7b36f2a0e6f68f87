package exhibition

import (
	"math/rand/v2"
	"strings"
	"time"

	"kibitz/game/pgn"
	"kibitz/game/rules"
)

const (
	firstMove = 4 * time.Second // after a game has begun
	lastWord  = 6 * time.Second // until somebody resigns
)

// pause is how long it takes until a ply of an exhibit is played, the first being
// 0, after the one before: as people think, the opening and what is taken back
// soon, most moves in a few seconds and some in more. It is the same whoever asks.
func pause(number int64, score *pgn.Game, ply int) time.Duration {
	moves := score.Line.Moves
	switch {
	case ply == 0:
		return firstMove
	case ply >= len(moves):
		return lastWord
	case ply < 8, takesBack(moves[ply-1].Move, moves[ply].Move):
		return between(time.Second, 2*time.Second, chance(number, ply))
	}
	c := chance(number, ply)
	return between(2*time.Second, 9*time.Second, c*c)
}

func takesBack(before, move rules.Move) bool {
	return strings.Contains(move.SAN, "x") && before.UCI[2:4] == move.UCI[2:4]
}

func between(least, most time.Duration, share float64) time.Duration {
	return least + time.Duration(share*float64(most-least))
}

// chance is a number from 0 to 1 that differs from move to move.
func chance(number int64, ply int) float64 {
	return rand.New(rand.NewPCG(uint64(number), uint64(ply))).Float64()
}
