package pgn

import (
	"errors"
	"fmt"
)

// Errors of a file.
var (
	ErrBad   = errors.New("the PGN cannot be read")
	ErrLarge = fmt.Errorf("the PGN is larger than %d KiB", MaxFile>>10)
)
