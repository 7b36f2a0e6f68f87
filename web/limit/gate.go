package limit

import (
	"context"
	"runtime"
)

// A gate lets so many in at once; the others wait, first come, first served. Nil
// lets all in.
type Gate chan struct{}

// NewPageGate is for the drawing of pages. Half of the processors are left for
// moves: a goroutine that draws may keep its processor for 10 ms, and a move has to
// wait for a processor several times.
func NewPageGate() Gate { return make(Gate, max(1, runtime.GOMAXPROCS(0)/2)) }

// Enter waits until there is room; ctx's error if there is none in time, or if ctx
// is over already. After an enter without an error comes a leave.
func (g Gate) Enter(ctx context.Context) error {
	if g == nil {
		return nil
	}
	if err := ctx.Err(); err != nil { // select would take either
		return err
	}
	select {
	case g <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Leave makes room for another.
func (g Gate) Leave() {
	if g != nil {
		<-g
	}
}
