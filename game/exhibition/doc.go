// Package exhibition shows famous games while few are played: it relays them
// move by move, as games like any other, which nobody can join.
//
// What is shown is in the log, with when its next move is due. Any server at
// which somebody looks takes what is due, under the lock of the game's row; so
// each move is played once, however many servers there are, and goes on when one
// of them is gone. Where nobody looks, nothing is read and nothing written.
package exhibition
