package web_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/web"
)

const (
	herdSize  = 1000
	binOfHerd = 10 * time.Millisecond
)

// jitter is what the browser's module waits before it asks again.
func jitter() time.Duration { return rand.N(250 * time.Millisecond) }

func noJitter() time.Duration { return 0 }

// A gate notes when long polls with a cursor come to a server, counted from
// when it was opened.
type gate struct {
	web.Feed
	mu     sync.Mutex
	cursor game.Version
	opened time.Time
	came   []time.Duration
}

func (g *gate) Next(ctx context.Context, id game.ID, after game.Version) ([]*game.Announcement, error) {
	g.mu.Lock()
	if after == g.cursor {
		g.came = append(g.came, time.Since(g.opened))
	}
	g.mu.Unlock()
	return g.Feed.Next(ctx, id, after)
}

// watch is for a Config.
func (g *gate) watch(c *web.Config) { g.Feed, c.Feed = c.Feed, g }

// herd has 1,000 readers wait for the event after version 2, and come back
// after each event when they have paused. It returns when they did after the
// first.
func herd(m *memory, g *gate, pause func() time.Duration, assembled func()) []time.Duration {
	var done sync.WaitGroup
	for range herdSize {
		done.Go(func() {
			for after := 2; after < 4; after++ {
				got := m.get(m.feed(fmt.Sprintf("wait=50&after=%d", after)))
				if begin := fmt.Sprintf(`{"version":%d,"events":[{`, after+1); got.status != 200 || !strings.HasPrefix(got.body, begin) {
					m.t.Errorf("after %d: got %d %s", after, got.status, got.body)
				}
				time.Sleep(pause())
			}
		})
	}
	assembled()
	g.mu.Lock()
	g.cursor, g.opened = 3, time.Now()
	g.mu.Unlock()
	m.move("e4")
	for len(g.times()) < herdSize && !m.t.Failed() {
		time.Sleep(time.Millisecond)
	}
	m.move("e5")
	done.Wait()
	return g.times()
}

func (g *gate) times() []time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Sorted(slices.Values(g.came))
}

// bins counts times by their 10 ms.
func bins(times []time.Duration) []int {
	counts := make([]int, times[len(times)-1]/binOfHerd+1)
	for _, at := range times {
		counts[at/binOfHerd]++
	}
	return counts
}

func draw(t *testing.T, counts []int) {
	for i, n := range counts {
		t.Logf("%4d ms %4d %s", i*10, n, strings.Repeat("#", (n+9)/10))
	}
}

// All who were answered at once ask again at once, unless they are told not to.
// Here nothing takes time but the pause.
func TestJitterSpreadsTheHerdThatAsksAgain(t *testing.T) {
	asksAgain := func(pause func() time.Duration) (counts []int) {
		synctest.Test(t, func(t *testing.T) {
			g := &gate{}
			b := newBubble(t, g.watch)
			counts = bins(herd(b.memory, g, pause, synctest.Wait))
			draw(t, counts)
		})
		return counts
	}
	if without := asksAgain(noJitter); without[0] != herdSize {
		t.Errorf("without jitter %d ask again in the first 10 ms, want all %d", without[0], herdSize)
	}
	with := asksAgain(jitter)
	// 40 are expected in each of 25, with a standard deviation of 6.
	if most := slices.Max(with); len(with) != 25 || most > 80 || slices.Min(with) < 10 {
		t.Errorf("with jitter the requests of each 10 ms are %v, want some 40 in each of 25", with)
	}
}

// The same over real connections. docs/transports.md shows what -v prints.
func TestThousandLongPollersAreAllAnswered(t *testing.T) {
	for name, pause := range map[string]func() time.Duration{"without jitter": noJitter, "with jitter": jitter} {
		t.Run(name, func(t *testing.T) {
			g := &gate{}
			m := serve(t, g.watch)
			draw(t, bins(herd(m, g, pause, func() {
				for m.readers("long polling") < herdSize {
					time.Sleep(10 * time.Millisecond)
				}
			})))
			if got := m.closed("long polling", "completed"); got != 2*herdSize {
				t.Errorf("%v long polls were completed, want %d", got, 2*herdSize)
			}
		})
	}
}
