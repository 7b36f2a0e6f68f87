// Package bot holds the computer players.
//
// [Computers] hear of every change that this server commits. When a computer has to
// move in a game, they make a [Pool] think, and then play through game.Service, as
// people do. So the move reaches the opponent as an event, and no request ever waits
// for a thought. A sweep of the log finds the games that a server left when it died.
//
// The pool has a few thinkers, whatever the number of games. Addresses, and the
// players at one address, have equal shares of their time. The more games share it,
// the shorter a thought is, so that each is answered in some 3 s. A thinker is an
// [Engine], a UCI program such as Stockfish in its own process, or [Builtin], a
// small alpha-beta search for machines without an engine. The built-in player also
// plays the levels for which engines are too strong, and stands in for an engine
// that is being restarted after it hung or died, and for engines that are too busy
// when an answer is due.
package bot
