package feed

import (
	"context"
	"net/http"
	"time"
)

// Refused is the source of a reader whose address has read too much: a stream is
// asked to come back, and a poll is refused.
type Refused struct{ Err error }

// Since is for [Source].
func (c Refused) Since(context.Context) ([]Message, error) { return nil, c.Err }
func (c Refused) Next(context.Context) ([]Message, error)  { return nil, c.Err }

// Ping is for [Source].
func (c Refused) Ping(time.Time) []byte { return nil }
func (c Refused) About() About          { return About{} }

// PolledBy is for [Pollable].
func (c Refused) PolledBy(*http.Request) error { return nil }
func (c Refused) Answer([]Message) []byte      { return nil }
