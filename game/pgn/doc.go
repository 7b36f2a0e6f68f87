// Package pgn reads and writes chess games in Portable Game Notation, as the
// standard of 1994 has it (https://www.saremba.de/chessgml/standards/pgn/pgn-complete.htm;
// numbers in comments are its sections).
//
// # Usage
//
// [Read] reads a whole file in import format, as people write it: any order of tags,
// comments, variations, glyphs, clocks, UTF-8 or Latin-1. It plays every move, so what
// it returns is legal chess. [Game.PGN] writes a game in export format. Reading what
// was written gives the same game again.
//
// # Bounds
//
// A file costs as much time and memory as it is long: its size, games, moves, depth
// and tags are bounded, and an [Error] names the first place that cannot be read.
//
// # Concurrency
//
// Functions may be called from many goroutines. A [Game] is data without a lock.
package pgn
