//go:build race

package game

// underRace says that the race detector makes everything about ten times
// slower: the deepest counts are left to the run without it.
const underRace = true
