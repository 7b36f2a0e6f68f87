package feed_test

import (
	"context"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"kibitz/store"
	"kibitz/store/storetest"
	"kibitz/web/webtest"
)

// A waiting reader holds no database connection: with four of them, 500
// streams are open and a whole game is played.
func TestWaitingReadersHoldNoConnection(t *testing.T) {
	const streams, connections = 500, 4
	games, err := store.Open(t.Context(), storetest.Database(t)+"&pool_max_conns=4")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(games.Close)
	m := webtest.OpenSite(t, games).NewMatch("")
	readers := &http.Client{Transport: &http.Transport{}}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var open, done sync.WaitGroup
	open.Add(streams)
	got := make([]int, streams)
	for i := range streams {
		done.Go(func() {
			first := sync.OnceFunc(open.Done)
			defer first()
			ended, err := webtest.ReadSSE(ctx, readers, m.FeedURL(), "", func(webtest.Heard) bool {
				first()
				got[i]++
				return true
			})
			if err != nil || !ended {
				t.Errorf("stream %d: ended %v, %v", i, ended, err)
			}
		})
	}
	open.Wait()
	inUse, limit := games.InUse()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for range 500 { // the last look into the log may be giving its connection back
		if inUse, limit = games.InUse(); inUse == 0 {
			break
		}
		<-tick.C
	}
	if inUse != 0 || limit != connections {
		t.Errorf("while %d streams wait, %d of %d connections are in use; want 0 of %d", streams, inUse, limit, connections)
	}
	m.Play(webtest.Story...)
	done.Wait()
	for i, n := range got {
		if n < 2 || n > len(webtest.Story)+1 { // a reader that was slow gets a snapshot instead of many
			t.Errorf("stream %d had %d events", i, n)
		}
	}
	readers.CloseIdleConnections()
}

// Whatever a request runs into, nothing of it stays: goroutines are counted
// before and after every kind of bad and broken-off request.
func TestNothingLeaksFromBadRequests(t *testing.T) {
	m := webtest.NewSite(t).NewMatch("")
	c := m.Client()
	c.Get("/healthz")
	before := settled(0, 20)
	for range 10 {
		c.Get("/games/AAAAAAAA/feed")
		c.Get(m.Path("feed?after=abc"))
		c.Post(m.Path("moves"), map[string]any{"move": "e4e6"})
		c.Request("POST", m.Path("moves"), strings.Repeat("x", 1<<20), "Content-Type", webtest.TypeJSON)
		short, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		_, _ = webtest.ReadSSE(short, c.Client, m.FeedURL(), "1", func(webtest.Heard) bool { return true })
		cancel()
		_, _ = webtest.ReadSSE(t.Context(), c.Client, m.FeedURL(), "1", func(webtest.Heard) bool { return false })
		_, _ = webtest.ReadWebSocket(t.Context(), c.Client, m.FeedURL(), "1", func(webtest.Heard) bool { return false })
		_, _ = webtest.ReadWebSocket(t.Context(), c.Client, m.FeedURL(), "abc", func(webtest.Heard) bool { return false })
	}
	c.CloseIdleConnections()
	// The client's own connection and what serves it may be there or not.
	if after := settled(before+4, 200); after > before+4 {
		stacks := make([]byte, 1<<20)
		t.Errorf("%d goroutines before, %d after\n%s", before, after, stacks[:runtime.Stack(stacks, true)])
	}
}

// settled counts goroutines, once they are at most limit, or have been as many
// for so many hundredths of a second.
func settled(limit, patience int) int {
	n := runtime.NumGoroutine()
	for same := 0; n > limit && same < patience; same++ {
		time.Sleep(10 * time.Millisecond)
		if now := runtime.NumGoroutine(); now != n {
			n, same = now, 0
		}
	}
	return n
}
