package feed_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/wire"
	"kibitz/web"
	"kibitz/web/feed"
	"kibitz/web/webtest"
)

const (
	herdSize  = 1000
	binOfHerd = 10 * time.Millisecond
)

// jitter is what the browser's module waits before it asks again.
func jitter() time.Duration { return rand.N(250 * time.Millisecond) }

func noJitter() time.Duration { return 0 }

// A gate notes when long polls come to a server, by their cursors.
type gate struct {
	feed.Hub
	mu   sync.Mutex
	came map[game.Version][]time.Time
}

func (g *gate) Follow(cursors ...game.Cursor) (wire.Follower, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, c := range cursors {
		g.came[c.After] = append(g.came[c.After], time.Now())
	}
	return g.Hub.Follow(cursors...)
}

func (g *gate) count(after game.Version) int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.came[after])
}

// watch is for a Config.
func (g *gate) watch(c *web.Config) { g.Hub, c.Feed = c.Feed, g }

// herd has 1,000 readers wait for the event after version 2, and come back
// after each event when they have paused. It returns how many did so in each
// 10 ms after the first event.
func herd(m *webtest.Memory, g *gate, pause func() time.Duration) []int {
	var done sync.WaitGroup
	for range herdSize {
		done.Go(func() {
			for after := 2; after < 4; after++ {
				got, err := m.Try("GET", m.FeedURL(fmt.Sprintf("wait=50&after=%d", after)))
				begin := fmt.Sprintf(`{"version":%d,"events":[{`, after+1)
				if err != nil || got.Status != 200 || !strings.HasPrefix(got.Body, begin) {
					m.T.Errorf("after %d: got %d %s, %v", after, got.Status, got.Body, err)
				}
				time.Sleep(pause())
			}
		})
	}
	m.Until("all wait", func() bool { return g.count(2) == herdSize })
	begin := time.Now()
	m.Move("e4")
	m.Until("all have come back", func() bool { return g.count(3) == herdSize })
	m.Move("e5")
	done.Wait()
	var counts []int
	for _, at := range g.came[3] {
		bin := int(at.Sub(begin) / binOfHerd)
		counts = append(counts, make([]int, max(0, bin+1-len(counts)))...)
		counts[bin]++
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
			g := &gate{came: map[game.Version][]time.Time{}}
			counts = herd(webtest.NewBubble(t, g.watch).Memory, g, pause)
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
			g := &gate{came: map[game.Version][]time.Time{}}
			m := webtest.Serve(t, g.watch)
			draw(t, herd(m, g, pause))
			if got := m.Closed("long polling", "completed"); got != 2*herdSize {
				t.Errorf("%v long polls were completed, want %d", got, 2*herdSize)
			}
		})
	}
}
