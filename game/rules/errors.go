package rules

import "errors"

// What can be wrong with a position or a move from outside. The text is for the
// person who sent it.
var (
	ErrBadMove = errors.New("the move is neither UCI, such as e2e4, nor SAN, such as Nf3")
	ErrIllegal = errors.New("the move is not legal here")
	ErrBadFEN  = errors.New("the position cannot be used")
)
