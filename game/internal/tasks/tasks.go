// Package tasks runs what goes on beside its callers, and joins it at the end.
package tasks

import (
	"context"
	"sync"
	"time"
)

// A Group is goroutines and timers that end together. Make one with New. Its
// methods may be called from many goroutines.
type Group struct {
	ctx    context.Context
	cancel context.CancelFunc

	mu      sync.Mutex
	closed  bool
	running sync.WaitGroup
}

// New returns a group in which nothing runs yet.
func New() *Group {
	ctx, cancel := context.WithCancel(context.Background())
	return &Group{ctx: ctx, cancel: cancel}
}

// Go runs f in a goroutine of its own, with a context that ends when the group
// is closed. It returns false, and does nothing, if that has happened already.
func (g *Group) Go(f func(ctx context.Context)) bool {
	if !g.begin() {
		return false
	}
	go g.run(f)
	return true
}

// AfterFunc runs f once d has passed, unless the group is closed by then or the
// timer was stopped.
func (g *Group) AfterFunc(d time.Duration, f func(ctx context.Context)) *time.Timer {
	return time.AfterFunc(d, func() {
		if g.begin() {
			g.run(f)
		}
	})
}

// Close has nothing begin from now on, ends the context of what runs, and
// returns when all of it has ended. It may be called more than once, but not
// from within the group.
func (g *Group) Close() {
	g.mu.Lock()
	g.closed = true
	g.mu.Unlock()
	g.cancel()
	g.running.Wait()
}

func (g *Group) begin() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed {
		return false
	}
	g.running.Add(1)
	return true
}

func (g *Group) run(f func(ctx context.Context)) {
	defer g.running.Done()
	f(g.ctx)
}
