package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"kibitz/game/gametest"
)

// ready are the servers that say so, as a load balancer asks them.
type ready struct {
	mu sync.Mutex
	up []string
}

func (r *ready) addresses() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.up
}

// watch asks all servers again and again until ctx ends.
func (r *ready) watch(ctx context.Context, all func() []string) {
	client := &http.Client{Timeout: time.Second}
	for ; ctx.Err() == nil; rest(ctx, 50*time.Millisecond) {
		var up []string
		for _, address := range all() {
			response, err := client.Get("http://" + address + "/readyz")
			if err != nil {
				continue
			}
			_ = response.Body.Close()
			if response.StatusCode == http.StatusOK {
				up = append(up, address)
			}
		}
		r.mu.Lock()
		r.up = up
		r.mu.Unlock()
	}
}

// quiet is a long game without an end: pawns step so that nothing repeats.
var quiet = gametest.Moves("Nf3 Nf6 Ng1 Ng8 a3 a6 Nf3 Nf6 Ng1 Ng8 a4 a5 Nf3 Nf6 Ng1 Ng8 b3 b6 Nf3 Nf6 Ng1 Ng8 d3 d6 Nf3 Nf6 Ng1 Ng8 e3 e6 " +
	"Nf3 Nf6 Ng1 Ng8 g3 g6 Nf3 Nf6 Ng1 Ng8 h3 h6 Nf3 Nf6 Ng1 Ng8 h4 h5 Nf3 Nf6 Ng1 Ng8 c3 c6 Nf3 Nf6 Ng1 Ng8 f3 f6 Nh3 Nh6 Ng1 Ng8 d4 d5")

// Three servers are stopped and started one after the other, behind a balancer
// that asks who is ready, while people load pages and others watch: no request
// fails, and no reader misses anything.
func TestRollingRestartFailsNoRequest(t *testing.T) {
	t.Parallel()
	c := startCluster(t, 3, "KIBITZ_DRAIN=2s")
	balanced := new(ready)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go balanced.watch(ctx, c.addresses)
	front := startProxy(t, balanced.addresses)
	await(t, "all servers to be ready", func() bool { return len(balanced.addresses()) == 3 })

	white, black := newChaosClient(), newChaosClient()
	path := (&process{t: t, url: front.url}).begin(white, black)
	var readers []*follower
	var following sync.WaitGroup
	for _, transport := range chaosTransports {
		f := &follower{url: front.url, path: path, transport: transport, client: newChaosClient()}
		readers = append(readers, f)
		following.Go(func() { f.follow(ctx) })
	}
	var asked atomic.Int64
	var asking sync.WaitGroup
	stop := make(chan struct{})
	for range 4 {
		asking.Go(func() {
			each := &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
			for {
				select {
				case <-stop:
					return
				default:
				}
				response, err := each.Get(front.url + path + ".json")
				if err != nil {
					t.Errorf("a request failed: %v", err)
					return
				}
				_, err = io.Copy(io.Discard, response.Body)
				_ = response.Body.Close()
				if asked.Add(1); err != nil || response.StatusCode != http.StatusOK {
					t.Errorf("a request failed: %d, %v", response.StatusCode, err)
					return
				}
				rest(ctx, 10*time.Millisecond)
			}
		})
	}
	moves, version := 0, 2
	for i := range c.servers {
		p := c.servers[i]
		_ = p.cmd.Process.Signal(syscall.SIGTERM)
		for stopped := false; !stopped; moves++ { // moves go on meanwhile
			player := [2]*http.Client{white, black}[moves%2]
			played, err := send(player, front.url+path+"/moves", map[string]any{"move": quiet[moves], "seen": version})
			if err != nil {
				t.Fatalf("a move failed while server %d stopped: %v", i, err)
			}
			version = int(played["version"].(float64))
			select {
			case <-p.end:
				stopped = true
			default:
				rest(ctx, 400*time.Millisecond)
			}
		}
		c.take(i)
		c.startServer(i)
		await(t, fmt.Sprintf("server %d to be ready again", i), func() bool { return len(balanced.addresses()) == 3 })
	}
	close(stop)
	asking.Wait()
	await(t, "all readers to have everything", func() bool {
		for _, f := range readers {
			if int(f.cursor()) != version {
				return false
			}
		}
		return true
	})
	for _, f := range readers {
		for _, fault := range f.faults {
			t.Error(fault)
		}
	}
	t.Logf("%d requests and %d moves over three restarts", asked.Load(), moves)
}
