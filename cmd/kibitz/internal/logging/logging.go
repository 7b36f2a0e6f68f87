// Package logging keeps a log readable while something is broken.
package logging

import (
	"context"
	"log/slog"
	"regexp"
	"sync"
	"time"
)

const (
	// At most one line of a kind of trouble is logged in this time.
	logEvery = 10 * time.Second
	// Most kinds that are distinguished by their cause at a time. Further ones are
	// distinguished by their message alone.
	maxTroubles = 100
)

// Sparse returns a handler that passes on to next one warning or error of each kind
// every ten seconds, and then says how many there were: while the database is away,
// every request and every background task fails for the same reason. Two records are
// of one kind if they agree in level, message and innermost error, ignoring its
// numbers and quoted names. Everything below a warning is passed on unchanged. The
// handler may be used from many goroutines, as long as next may.
func Sparse(next slog.Handler) slog.Handler {
	return sparse{next, &troubles{recent: make(map[trouble]*repeated)}}
}

// A sparse handler shares its troubles with the handlers that WithAttrs and WithGroup
// make from it.
type sparse struct {
	slog.Handler
	*troubles
}

// troubles are the recent kinds of warnings and errors.
type troubles struct {
	mu     sync.Mutex
	recent map[trouble]*repeated
}

// A trouble is a kind of warning or error.
type trouble struct {
	level          slog.Level
	message, cause string
}

// A repeated counts how often a trouble was not passed on.
type repeated struct {
	handler slog.Handler // of the last record
	last    slog.Record
	times   int
}

// Handle passes a record on, or counts it.
func (h sparse) Handle(ctx context.Context, r slog.Record) error {
	if r.Level >= slog.LevelWarn && h.isRepeated(h.Handler, r) {
		return nil
	}
	return h.Handler.Handle(ctx, r)
}

// WithAttrs is for slog.
func (h sparse) WithAttrs(attrs []slog.Attr) slog.Handler {
	return sparse{h.Handler.WithAttrs(attrs), h.troubles}
}

// WithGroup is for slog.
func (h sparse) WithGroup(name string) slog.Handler {
	return sparse{h.Handler.WithGroup(name), h.troubles}
}

// isRepeated counts a record and reports whether there was a recent one of its
// kind.
func (ts *troubles) isRepeated(handler slog.Handler, r slog.Record) bool {
	kind := kindOf(r)
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if ts.recent[kind] == nil && len(ts.recent) >= maxTroubles {
		kind.cause = ""
	}
	if again := ts.recent[kind]; again != nil {
		again.handler, again.last = handler, r.Clone()
		again.times++
		return true
	}
	ts.recent[kind] = &repeated{}
	time.AfterFunc(logEvery, func() { ts.summarize(kind) })
	return false
}

// summarize logs how many records of a kind were not passed on, and forgets the
// kind if there were none.
func (ts *troubles) summarize(kind trouble) {
	ts.mu.Lock()
	again := *ts.recent[kind]
	if again.times == 0 {
		delete(ts.recent, kind)
	} else {
		ts.recent[kind] = &repeated{}
		time.AfterFunc(logEvery, func() { ts.summarize(kind) })
	}
	ts.mu.Unlock()
	if again.times > 0 {
		again.last.AddAttrs(slog.Int("times", again.times))
		_ = again.handler.Handle(context.Background(), again.last)
	}
}

func kindOf(r slog.Record) trouble {
	kind := trouble{level: r.Level, message: r.Message}
	r.Attrs(func(a slog.Attr) bool {
		if err, ok := a.Value.Any().(error); ok {
			kind.cause = causeOf(err)
		}
		return true
	})
	return kind
}

// What may differ between two errors of the same kind: quoted names and numbers.
var particular = regexp.MustCompile("\"[^\"]*\"|`[^`]*`|[0-9]+")

// causeOf returns the text of the innermost error, with its particulars replaced by
// "#". The errors that wrap it name the game or the request.
func causeOf(err error) string {
	for {
		inner := err
		switch wrapped := err.(type) {
		case interface{ Unwrap() error }:
			inner = wrapped.Unwrap()
		case interface{ Unwrap() []error }:
			if all := wrapped.Unwrap(); len(all) > 0 {
				inner = all[len(all)-1]
			}
		}
		if inner == nil || inner == err {
			return particular.ReplaceAllString(err.Error(), "#")
		}
		err = inner
	}
}
