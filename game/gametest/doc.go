// Package gametest helps tests that need games: builders of players and games,
// a clock that is told the time, an announcer that remembers, and Games, which
// keeps games in memory. TestGames states what everything that keeps games has
// to promise, and holds this package's Games to it as well.
package gametest
