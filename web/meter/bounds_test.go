package meter

import (
	"context"
	"testing"
)

// Every map of this package, filled as far as anybody from outside can. The test of
// the whole program, in cmd/kibitz, finds those that are missing here.
func TestEveryMapIsBounded(t *testing.T) {
	for _, c := range []struct {
		place string
		limit int
		fill  func(t *testing.T) (size int)
	}{
		{"web/meter.meter.streams", 0, func(*testing.T) int {
			m := New().of("abc", "192.0.2.1")
			for range 1000 {
				_, cancel := context.WithCancel(t.Context())
				m.hold(&cancel)()
				cancel()
			}
			return len(m.streams)
		}},
		{"web/meter.meter.conns", 0, func(*testing.T) int {
			m := New().of("abc", "192.0.2.1")
			for range 1000 {
				c := new(Conn)
				c.charge(m)
				c.settle(c.total())
			}
			return len(m.conns)
		}},
	} {
		if size := c.fill(t); size > c.limit {
			t.Errorf("%s has %d entries, want at most %d", c.place, size, c.limit)
		}
	}
}
