// Package bot holds the computer players.
//
// [Computers] hear of every change that this server commits. When a computer is
// to move in a game they have a [Pool] think, and then play through
// game.Service, as people do: the move reaches the opponent as an event, and no
// request ever waits for a thought. What a server forgot when it died is found
// by a sweep of the log.
//
// The pool has a few thinkers, whatever the number of games. A thinker is an
// [Engine], a UCI program such as Stockfish in a process of its own, or
// [Builtin], a small alpha-beta search for machines that have no engine. The
// built-in player also stands in for an engine that hangs or dies, while that
// is started again, and plays the levels for which engines are too strong.
package bot
