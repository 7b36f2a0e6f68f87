package limit

import (
	"context"
	"runtime"
)

// A Gate admits as many goroutines at once as it has room for; the others wait,
// first come, first served. A nil Gate admits all.
type Gate chan struct{}

// NewPageGate is the gate for drawing pages. It leaves half of the processors for
// moves: a goroutine that draws may keep its processor for 10 ms, and a move has to
// wait for a processor several times.
func NewPageGate() Gate { return make(Gate, max(1, runtime.GOMAXPROCS(0)/2)) }

// Enter waits until there is room. It returns ctx's error if there is none in time,
// or if ctx is already over. Call Leave after each Enter that succeeds.
func (g Gate) Enter(ctx context.Context) error {
	if g == nil {
		return nil
	}
	if err := ctx.Err(); err != nil { // select would choose at random
		return err
	}
	select {
	case g <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Leave makes room for another goroutine.
func (g Gate) Leave() {
	if g != nil {
		<-g
	}
}
