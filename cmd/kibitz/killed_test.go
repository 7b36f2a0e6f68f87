package main

import (
	"context"
	"math/rand/v2"
	"sync"
	"syscall"
	"testing"
	"time"

	"kibitz/game"
)

// pauses are how long a page waits before it comes back: an EventSource for as
// long as the server has told it, a poll until its next turn, the others for a
// random part of a second.
var pauses = map[string]func() time.Duration{
	"polling":      func() time.Duration { return 2 * time.Second },
	"long polling": func() time.Duration { return rand.N(time.Second) },
	"SSE":          func() time.Duration { return 2 * time.Second },
	"NDJSON":       func() time.Duration { return rand.N(time.Second) },
	"WebSocket":    func() time.Duration { return rand.N(time.Second) },
}

// One of three servers is killed, and a move is played on another: everybody has
// it, those who read on the killed one a reconnect later. It logs how much later.
func TestReadersOfAKilledServerAreSoonCurrent(t *testing.T) {
	t.Parallel()
	c := startCluster(t, 3)
	white, black := newChaosClient(), newChaosClient()
	path := (&process{t: t, url: c.proxy.url}).begin(white, black)
	ctx, cancel := context.WithCancel(t.Context())
	var following sync.WaitGroup
	defer following.Wait()
	defer cancel()
	readers := map[string][]*follower{}
	for _, transport := range chaosTransports {
		for range 12 {
			f := &follower{url: c.proxy.url, path: path, transport: transport, client: newChaosClient(), pause: pauses[transport]}
			readers[transport] = append(readers[transport], f)
			following.Go(func() { f.follow(ctx) })
		}
	}
	await(t, "everybody to follow", func() bool { return all(readers, 2) })
	p := c.take(0)
	_ = p.cmd.Process.Signal(syscall.SIGKILL)
	<-p.end
	killed := time.Now()
	if _, err := send(white, c.proxy.url+path+"/moves", map[string]any{"move": "e4", "seen": 2}); err != nil {
		if _, err := send(white, c.proxy.url+path+"/moves", map[string]any{"move": "e4", "seen": 2}); err != nil {
			t.Fatal(err)
		}
	}
	current := map[string]time.Duration{}
	await(t, "everybody to have the move", func() bool {
		for transport, fs := range readers {
			if _, done := current[transport]; !done && all(map[string][]*follower{transport: fs}, 3) {
				current[transport] = time.Since(killed)
			}
		}
		return len(current) == len(readers)
	})
	for _, transport := range chaosTransports {
		t.Logf("%-12s the last of 12 was current %v after the kill", transport, current[transport].Round(10*time.Millisecond))
	}
}

// all reports whether all readers have come to a version.
func all(readers map[string][]*follower, v game.Version) bool {
	for _, fs := range readers {
		for _, f := range fs {
			if f.cursor() < v {
				return false
			}
		}
	}
	return true
}
