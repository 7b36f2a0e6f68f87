package bot

import "time"

// A level says how strong a computer plays.
type level struct {
	limit time.Duration // longest thought

	// The built-in player looks depth plies ahead, and plays any move that is at most
	// margin centipawns worse than the best. It plays blind moves in a hundred without
	// thinking at all.
	depth, margin, blind int

	// An engine is given a depth (0: unlimited), and a skill on Stockfish's scale from
	// 0 to 20 or, if it has no such option, a rating.
	engineDepth, skill, elo int
}

// levels are numbered from 1. An engine's are spread like those of the largest
// open server, which has an engine play its eight levels at depths of 5, 5, 5, 5,
// 5, 8, 13 and 22 plies within a second. No engine setting is as weak as a beginner:
// Stockfish's lowest rating is 1350. So the first levels are always the built-in
// player's.
var levels = [...]level{
	{},
	{limit: 200 * time.Millisecond, depth: 1, margin: 120, blind: 30},
	{limit: 200 * time.Millisecond, depth: 2, margin: 80, blind: 12},
	{limit: 300 * time.Millisecond, depth: 2, margin: 50, engineDepth: 2, skill: 0, elo: 1350},
	{limit: 400 * time.Millisecond, depth: 3, margin: 30, engineDepth: 4, skill: 3, elo: 1500},
	{limit: 500 * time.Millisecond, depth: 4, margin: 20, engineDepth: 6, skill: 7, elo: 1750},
	{limit: 700 * time.Millisecond, depth: 5, margin: 10, engineDepth: 9, skill: 11, elo: 2000},
	{limit: time.Second, depth: 6, engineDepth: 13, skill: 16, elo: 2300},
	{limit: 1500 * time.Millisecond, depth: maxPly, skill: 20, elo: 2850},
}

// firstEngineLevel is the first level that an engine plays.
const firstEngineLevel = 3

// levelOf returns the level with a number, or the nearest one if there is none.
func levelOf(n int) level { return levels[min(max(n, 1), len(levels)-1)] }

// share returns how much of its remaining time a side can use for a move without
// ever running out: a fortieth of it, and half of the increment.
func share(left, increment time.Duration) time.Duration {
	return min(left/40+increment/2, left/4)
}

// shortest is the shortest limit of a thought.
const shortest = 10 * time.Millisecond
