package web

import (
	"context"
	"runtime"
)

// A gate lets so many in at once; the others wait, first come, first served. Nil
// lets in everybody.
type gate chan struct{}

// newPageGate is for the drawing of pages. Half of the processors are left for
// moves: Go lets a page be drawn for up to 10 ms before anybody else gets a turn
// at the same processor, and a move needs several turns.
func newPageGate() gate { return make(gate, max(1, runtime.GOMAXPROCS(0)/2)) }

// enter waits until there is room; ctx's error if there is none in time. Who has
// entered has to leave.
func (g gate) enter(ctx context.Context) error {
	if g == nil {
		return nil
	}
	select {
	case g <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (g gate) leave() {
	if g != nil {
		<-g
	}
}
