package main

import "strings"

// line is a game of 140 plies without a result: the knights go out and back, and
// pawns step in time to keep any position from being repeated five times, which
// would end the game.
var line = func() (moves []string) {
	// The pawns of the knights' squares, c and f, step over them.
	const steps = "a3 a6 a4 a5 b3 b6 b4 b5 d3 d6 d4 d5 e3 e6 e4 e5 g3 g6 g4 g5 h3 h6 h4 h5 c4 c5 f4 f5"
	pawns := strings.Fields(steps)
	for i := 0; i < len(pawns); i += 2 {
		moves = append(moves, pawns[i], pawns[i+1])
		moves = append(moves, "g1f3", "g8f6", "f3g1", "f6g8", "b1c3", "b8c6", "c3b1", "c6b8")
	}
	return moves
}()
