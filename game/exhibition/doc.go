// Package exhibition shows famous games while few live games are being played. It
// relays them move by move, as games like any other, except that nobody can join
// them.
//
// The log has what is shown and when the next move is due. Any server with a visitor
// plays the moves that are due, under the lock of the game's row. So each move is
// played once, however many servers there are, and exhibits continue when a server
// stops. A server without visitors reads and writes nothing.
package exhibition
