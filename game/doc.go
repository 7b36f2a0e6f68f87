// Package game models a game of chess from creation to end: seats, clocks, offers,
// messages and the result. It knows nothing of how games are stored or shown.
//
// Everything that happens in a game is an [Event] with a [Version]: 1, 2, 3 …
// without gaps. The events of a game are its log; the log is what is stored, and
// everything else follows from it. A reader holds a cursor, the version of the last
// event it has seen, and asks for what came after.
//
// A [Game] changes only through its methods, such as Play. They take the time as an
// argument and return the event that happened, or an error and no change. [Games]
// stores games: its Change gives one caller exclusive access to a game and stores
// the resulting event. [Service] joins the two and tells its [Listeners] what was
// stored; all players go through it. A [Snapshot] is a game read in one go, for
// drawing it and for new readers.
//
// # Time
//
// Clocks do not tick. A game has a deadline, at which a flag falls or the game is
// aborted. Anything after the deadline is too late, even if no server has noticed it
// yet, so it does not matter which server ends the game, or when. [Deadlines]
// watches for it. The time itself, the same on all servers, comes from package
// timekeeper.
//
// # Errors
//
// An error that may reach a client has a kind (package failure). When a game refuses
// a change, the error is a [Refusal] with the game's version.
//
// # Concurrency
//
// A [Game] belongs to one goroutine. [Service], [Deadlines] and implementations of
// [Games] may be used from many. Events, records and snapshots are values.
//
// # Below
//
// Package rules has the moves of the pieces, package pgn has PGN, and package wire
// has what clients read.
package game
