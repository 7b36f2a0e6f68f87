package rules

import "kibitz/game/failure"

// Errors about a position or a move from outside. They are wrapped with what is
// wrong; the text is for the person who sent it.
var (
	ErrBadMove = failure.New(failure.Malformed, "the move is neither UCI, such as e2e4, nor SAN, such as Nf3")
	ErrIllegal = failure.New(failure.Illegal, "the move is not legal here")
	ErrBadFEN  = failure.New(failure.Malformed, "the position cannot be used")
)
