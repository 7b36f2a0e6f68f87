package limit

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// Only a few requests of one address read at once, and other addresses do not wait
// for them.
func TestRequestsOfAnAddressTakeTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ls := NewLanes(2)
		began := time.Now()
		var reading sync.WaitGroup
		for range 10 {
			reading.Go(func() {
				leave, err := ls.Enter(t.Context(), "a")
				if err != nil {
					t.Error(err)
					return
				}
				time.Sleep(time.Second)
				leave()
			})
		}
		synctest.Wait()
		leave, err := ls.Enter(t.Context(), "b")
		if err != nil || time.Since(began) > 0 {
			t.Errorf("another address: got %v after %v", err, time.Since(began))
		}
		leave()
		short, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		if _, err := ls.Enter(short, "a"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("one too many: got %v, want a timeout", err)
		}
		reading.Wait()
		if took := time.Since(began); took != 5*time.Second {
			t.Errorf("ten requests of a second each, two at a time, took %v", took)
		}
		if len(ls.byAddress) != 0 {
			t.Errorf("%d lanes are left", len(ls.byAddress))
		}
	})
}
