package limit

import (
	"time"

	"kibitz/game/failure"
)

// UsedUp is the error for a limit on how many may exist at once, with the time after
// which there may be room again.
type UsedUp struct {
	text string
	wait time.Duration
}

// NewUsedUp returns an error whose text is shown to the person who asked.
func NewUsedUp(text string, wait time.Duration) *UsedUp { return &UsedUp{text, wait} }

func (e *UsedUp) Error() string { return e.text }

// Kind returns failure.TooMany.
func (*UsedUp) Kind() failure.Kind { return failure.TooMany }

// RetryAfter returns the time after which to try again.
func (e *UsedUp) RetryAfter() time.Duration { return e.wait }
