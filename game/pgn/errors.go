package pgn

import "kibitz/game/failure"

// Errors of a file. Every Error wraps ErrBad.
var (
	ErrBad   = failure.New(failure.Malformed, "the PGN cannot be read")
	ErrLarge = failure.Newf(failure.TooLarge, "the PGN is larger than %d KiB", MaxFile>>10)
)
