// Package plaintext says what counts as text that people can read: what strangers
// write in messages, names and PGN may hold characters that show nothing, turn the
// direction of reading around, or end a line where none should end. It knows nothing
// of chess.
package plaintext
