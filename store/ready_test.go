package store

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
)

// A database that answers late, and then does not let itself be tried, is found not
// ready within a second.
func TestReadinessIsKnownWithinASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &Store{writeHealth: new(writeHealth), health: newProbe(func(context.Context) error {
			time.Sleep(pingTimeout - 50*time.Millisecond)
			return nil
		})}
		defer s.health.close()
		s.writeHealth.failing.Store(&failedWrite{game.ErrDiskFull, time.Now().Add(-2 * tryAfter)})
		try := func(ctx context.Context) error {
			<-ctx.Done() // as a pool whose connections are all in use
			return ctx.Err()
		}
		began := time.Now()
		err := s.ready(t.Context(), try)
		if took := time.Since(began); !errors.Is(err, game.ErrDiskFull) || took > time.Second {
			t.Errorf("got %v after %v, want a full disk within a second", err, took)
		}
	})
}
