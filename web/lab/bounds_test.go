package lab

import (
	"strconv"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/web/feed"
)

// manyLabs has as many opened as addresses can, all of them in use.
func manyLabs(t *testing.T) *Labs {
	ls := deafLabs(t)
	for i := range 4 * maxLabs {
		_, _ = ls.begin(strconv.Itoa(i/labsPerAddress), usual)
	}
	return ls
}

// deafLabs are labs at whose hub nobody listens.
func deafLabs(t *testing.T) *Labs {
	return New(Config{NewHub: func(Log) Hub { return deaf{} }, Stopping: t.Context(), Now: time.Now})
}

type deaf struct{ feed.Hub }

func (deaf) Announce(game.Change) {}

// Every map of this package, filled as far as anybody from outside can. The test of
// the whole program, in cmd/kibitz, finds those that are missing here.
func TestEveryMapIsBounded(t *testing.T) {
	for _, c := range []struct {
		place string
		limit int
		fill  func(t *testing.T) (size int)
	}{
		{"web/lab.Labs.byName", maxLabs, func(t *testing.T) int { return len(manyLabs(t).byName) }},
		{"web/lab.Labs.byGame", maxLabs, func(t *testing.T) int { return len(manyLabs(t).byGame) }},
		{"web/lab.lab.requests", 0, func(t *testing.T) int {
			l, err := deafLabs(t).begin("192.0.2.1", usual)
			if err != nil {
				t.Fatal(err)
			}
			for range 1000 {
				q := &call{transport: "SSE"}
				l.enter(q)
				l.leave(q)
			}
			return len(l.requests)
		}},
	} {
		if size := c.fill(t); size > c.limit {
			t.Errorf("%s has %d entries, want at most %d", c.place, size, c.limit)
		}
	}
}
