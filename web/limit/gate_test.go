package limit

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// Served requests are charged even beyond the limit, up to a debt.
func TestChargesAreOwed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewRate(10, 100)
		charge := func(cost int, wait time.Duration) {
			t.Helper()
			err := l.Charge("a", cost, 20)
			if wait == 0 && err == nil {
				return
			}
			if fast, ok := err.(TooFast); !ok || fast.Wait.Round(time.Millisecond) != wait {
				t.Errorf("%d: got %v, want to wait for %v", cost, err, wait)
			}
		}
		charge(90, 0)
		charge(25, 4*time.Second) // 10 were left, 15 are owed
		charge(25, 4500*time.Millisecond)
		charge(1000, 12*time.Second) // 20 are owed, which is the most
		if err := l.Take("a", 1); err == nil {
			t.Error("a key that owes may go on")
		}
		time.Sleep(2100 * time.Millisecond)
		if err := l.Take("a", 1); err != nil {
			t.Errorf("when all is paid: %v", err)
		}
	})
}

// A request whose time is over never enters, even if there is room.
func TestNobodyEntersWhoseTimeIsOver(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	g := make(Gate, 1)
	for range 100 {
		if g.Enter(ctx) == nil {
			t.Fatal("one has entered")
		}
	}
}
