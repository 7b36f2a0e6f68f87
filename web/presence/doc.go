// Package presence knows who is at which game, here and on other servers.
//
// Whoever reads a game is there: while a stream or a held request is open, and for a while
// after a poll or the load of a page. All of it is in memory and bounded; the database is
// never asked. A [Presence] may be used from many goroutines.
package presence
