package limit

import (
	"errors"
	"strconv"
	"testing"
	"testing/synctest"
	"time"
)

// A Rate with many keys remembers only the latest, and forgets those whose burst is
// full again.
func TestRateForgetsTheLeastRecentlyUsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewRate(1, 2)
		for range 2 {
			if err := l.Take("busy", 1); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 2 * maxKeys {
			if err := l.Take(strconv.Itoa(i), 2); err != nil {
				t.Fatalf("key %d: %v", i, err)
			}
			if i%(maxKeys/2) == 0 {
				if err := l.Take("busy", 1); !errors.As(err, new(TooFast)) {
					t.Fatalf("one that goes on while others come got %v, want tooFast", err)
				}
			}
		}
		if got := l.keys.Len(); got != maxKeys {
			t.Errorf("%d keys are kept, want %d", got, maxKeys)
		}
		time.Sleep(time.Minute)
		for i := range maxKeys/2 + 1 {
			if err := l.Take("later"+strconv.Itoa(i), 1); err != nil {
				t.Fatal(err)
			}
		}
		if got := l.keys.Len(); got > maxKeys/2+1 {
			t.Errorf("%d keys are kept, want those in use only", got)
		}
	})
}
