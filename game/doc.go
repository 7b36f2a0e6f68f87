// Package game holds the life of a game of chess: seats, clocks, offers, messages
// and its end. It knows nothing of how games are kept or shown.
//
// Everything that happens in a game is an [Event] with a [Version]: 1, 2, 3 …
// without holes. The events of a game are its log; the log is what is kept,
// and all else follows from it. A reader holds a cursor, the version of the
// last event it has seen, and asks for what came after.
//
// A [Game] is changed by its methods, such as Play, which take the time from
// outside and return the event that happened, or an error and no change.
// [Games] keeps games: its Change gives one caller a game alone, and keeps the
// event that came of it. [Service] joins the two, tells its [Listeners] what was
// kept, and is what all players go through. A [Snapshot] is a game read in one go,
// for drawing it and for readers who begin.
//
// # Time
//
// Clocks do not tick. A game has a deadline, at which its flag falls or it is
// aborted, and whatever comes after it comes too late, whether or not somebody
// has looked: so it does not matter which server ends the game, or when. [Deadlines]
// looks. The time itself, the same on all servers, is that of package timekeeper.
//
// # Errors
//
// An error that may reach a client has a kind (package failure). What a game refuses
// is a [Refusal], with the version at which it was.
//
// # Concurrency
//
// A [Game] belongs to one goroutine. [Service] and [Deadlines] may be used from many,
// and so may whatever keeps [Games]. Events, records and snapshots are values.
//
// # Below
//
// How pieces move is in package rules, PGN in package pgn, and what clients read in
// package wire.
package game
