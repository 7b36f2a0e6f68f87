// Package plaintext decides what counts as readable text. Messages, names and PGN
// from strangers may hold characters that are invisible, reverse the reading
// direction, or break a line where none should end. It knows nothing of chess.
package plaintext
