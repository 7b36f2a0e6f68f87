package main

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
	// Kinds that are told apart by their cause at a time; more are told apart by their
	// message alone.
	maxTroubles = 100
)

// A sparse is a handler of a log that passes on warnings and errors of one kind
// once in a while, and then says how many there were: while the database is away
// each request and each round of work fails, for one reason. All else it passes on
// as it comes. It may be used from many goroutines.
type sparse struct {
	slog.Handler
	*troubles
}

// troubles are those of late.
type troubles struct {
	mu     sync.Mutex
	recent map[trouble]*repeated
}

// A trouble is a kind of warning or error.
type trouble struct {
	level          slog.Level
	message, cause string
}

// A repeated is what was not passed on.
type repeated struct {
	handler slog.Handler
	last    slog.Record
	times   int
}

func newSparse(next slog.Handler) slog.Handler {
	return sparse{next, &troubles{recent: make(map[trouble]*repeated)}}
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

// isRepeated counts a record, and reports whether there was one of its kind not
// long ago.
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
	time.AfterFunc(logEvery, func() { ts.sum(kind) })
	return false
}

// sum tells what was not passed on of a kind, and forgets the kind if there was
// nothing.
func (ts *troubles) sum(kind trouble) {
	ts.mu.Lock()
	again := *ts.recent[kind]
	if again.times == 0 {
		delete(ts.recent, kind)
	} else {
		ts.recent[kind] = &repeated{}
		time.AfterFunc(logEvery, func() { ts.sum(kind) })
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

// What differs between two errors of the same kind: names in quotes, and numbers.
var particular = regexp.MustCompile("\"[^\"]*\"|`[^`]*`|[0-9]+")

// causeOf is the innermost of an error, without its particulars. What wraps it
// says which game or which request it was about.
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
