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

// pause returns how long after the previous ply a ply of an exhibit is played,
// counting from 0. It imitates human play: openings and recaptures are fast, most
// moves take a few seconds and some take longer. It is the same on every server.
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

// chance returns a number from 0 to 1 that differs from move to move.
func chance(number int64, ply int) float64 {
	return rand.New(rand.NewPCG(uint64(number), uint64(ply))).Float64()
}
