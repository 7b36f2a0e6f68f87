// Package gametest helps tests that need games: builders of players and games,
// a clock that shows the time it is set to, an announcer that remembers, and Games,
// which stores games in memory. TestGames states what every store of games has to
// promise, and tests this package's Games as well.
package gametest
