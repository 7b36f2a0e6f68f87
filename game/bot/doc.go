// Package bot holds the computer players.
//
// [Computers] hear of every change that this server commits. When a computer is
// to move in a game they have a [Pool] think, and then play through
// game.Service, as people do: the move reaches the opponent as an event, and no
// request ever waits for a thought. What a server forgot when it died is found
// by a sweep of the log.
//
// The pool has a few thinkers, whatever the number of games. Addresses, and the
// players at one, have equal shares of their time, and the more games share it the
// shorter a thought is, so that each is answered in some 3 s. A thinker is an
// [Engine], a UCI program such as Stockfish in a process of its own, or
// [Builtin], a small alpha-beta search for machines that have no engine. The
// built-in player also stands in for an engine that hangs or dies, while that
// is started again, and for engines that are too busy when an answer is due, and
// plays the levels for which engines are too strong.
package bot
