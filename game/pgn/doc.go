// Package pgn reads and writes chess games in Portable Game Notation, following the
// standard of 1994 (https://www.saremba.de/chessgml/standards/pgn/pgn-complete.htm;
// numbers in comments refer to its sections).
//
// # Usage
//
// [Read] reads a whole file in import format, as people write it: any order of tags,
// comments, variations, glyphs, clocks, UTF-8 or Latin-1. It plays every move, so
// what it returns is legal chess. [Game.PGN] writes a game in export format. Reading
// it back gives the same game.
//
// # Bounds
//
// The time and memory for a file are proportional to its length: its size, games,
// moves, depth and tags are bounded. An [Error] names the first place that cannot be
// read.
//
// # Concurrency
//
// Functions may be called from many goroutines. A [Game] is data without a lock.
package pgn
