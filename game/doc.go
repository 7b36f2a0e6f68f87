// Package game holds the rules and the life of a game of chess, and knows
// nothing of how games are kept or shown.
//
// Everything that happens in a game is an [Event] with a [Version]: 1, 2, 3 …
// without holes. The events of a game are its log; the log is what is kept,
// and all else follows from it. A reader holds a cursor, the version of the
// last event it has seen, and asks for what came after.
//
// A [Game] is changed by its methods, such as Play, which take the time from
// outside and return the event that happened, or an error and no change.
// [Games] keeps games: its Change gives one caller a game alone, and keeps the
// event that came of it. [Service] joins the two, announces what was kept, and
// is what all players go through. A [Snapshot] is a game read in one go, for
// drawing it and for readers who begin.
//
// Clocks do not tick. A game has a deadline, at which its flag falls or it is
// aborted, and whatever comes after it comes too late, whether or not somebody
// has looked: so it does not matter which server ends the game, or when.
//
// Of the rules, moves and FEN come from notnil/chess, which position.go alone
// names and guards; ends, repetitions and what may be asked for are ours.
package game
