package request

import "kibitz/game/failure"

// Errors of a request's body: it is larger than MaxBody, cannot be read, did not
// arrive in time, or has an unsupported media type.
var (
	ErrTooLarge = failure.Newf(failure.TooLarge, "the request is larger than %d KiB", MaxBody>>10)
	ErrBadBody  = failure.New(failure.Malformed, "the request cannot be read")
	ErrSlowBody = failure.New(failure.TooSlow, "the request took too long to arrive")
	ErrBodyKind = failure.New(failure.WrongFormat, "send a form (application/x-www-form-urlencoded) or JSON (application/json)")
)
