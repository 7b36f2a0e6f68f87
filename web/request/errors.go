package request

import (
	"errors"
	"fmt"
)

// Errors of a request's body: it is larger than MaxBody, cannot be read, did not
// arrive in time, or is of a media type that is not taken.
var (
	ErrTooLarge = fmt.Errorf("the request is larger than %d KiB", MaxBody>>10)
	ErrBadBody  = errors.New("the request cannot be read")
	ErrSlowBody = errors.New("the request took too long to arrive")
	ErrBodyKind = errors.New("send a form (application/x-www-form-urlencoded) or JSON (application/json)")
)
