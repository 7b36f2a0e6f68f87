package feed

import (
	"context"
	"net/http"
	"time"
)

// Refused is the source of a reader whose address has read too much: every read returns
// Err. Streams are then asked to come back, and polls are refused.
type Refused struct{ Err error }

// Since is for [Source].
func (c Refused) Since(context.Context) ([]Message, error) { return nil, c.Err }

// Next is for [Source].
func (c Refused) Next(context.Context) ([]Message, error) { return nil, c.Err }

// Ping is for [Source].
func (c Refused) Ping(time.Time) []byte { return nil }

// About is for [Source].
func (c Refused) About() About { return About{} }

// PolledBy is for [Pollable].
func (c Refused) PolledBy(*http.Request) error { return nil }

// Answer is for [Pollable].
func (c Refused) Answer([]Message) []byte { return nil }
