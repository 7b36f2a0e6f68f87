package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// For 13 s nothing works, while White, whose clock runs, tries to move again and
// again. Nobody loses on time, and the 13 s are given back.
func TestOutageIsNotChargedToThoseWhoRetry(t *testing.T) {
	const lasts = 13 * time.Second
	for name, outage := range map[string]func(t *testing.T, p *process, dir string) (over func()){
		"server frozen": func(t *testing.T, p *process, _ string) func() {
			_ = p.cmd.Process.Signal(syscall.SIGSTOP)
			return func() { _ = p.cmd.Process.Signal(syscall.SIGCONT) }
		},
		"Postgres frozen": func(t *testing.T, _ *process, dir string) func() { return freeze(t, postmaster(t, dir)) },
		"Postgres stopped": func(t *testing.T, _ *process, dir string) func() {
			// Whoever wants to start it again waits for this.
			lock, err := os.OpenFile(filepath.Join(dir, "postgres", "start.lock"), os.O_RDWR, 0)
			if err != nil {
				t.Fatal(err)
			}
			if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
				t.Fatal(err)
			}
			killPostgres(t, dir)
			return func() { _ = lock.Close() }
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := dataDir(t)
			p := start(t, dir)
			short := beginClocked(p, 20, 10)
			long := beginClocked(p, 5, 60)
			over := outage(t, p, dir)
			began := time.Now()
			var retries sync.WaitGroup
			for _, g := range append(short, long...) {
				retries.Go(func() { g.retry(t, began.Add(2*time.Second)) })
			}
			rest(t.Context(), lasts)
			over()
			retries.Wait()
			for _, g := range append(short, long...) {
				s := p.snapshot(g.path)
				if s["status"] != "playing" {
					t.Errorf("%s with %d s: %v, %v", g.path, g.initial, s["status"], s["reason"])
					continue
				}
				// What was played before and after, and the 5 s of an outage that may be a
				// busy moment, cost; the 13 s do not.
				left := time.Duration(s["clock"].(map[string]any)["white"].(float64)) * time.Millisecond
				if spent := time.Duration(g.initial)*time.Second - left; g.initial == 60 && spent > time.Since(g.moved)-lasts+time.Second {
					t.Errorf("%s: White spent %v of %d s; want the %v back", g.path, spent, g.initial, lasts)
				}
			}
		})
	}
}

// A clockedGame is one in which White is to move, and time runs.
type clockedGame struct {
	path    string
	url     string
	white   *http.Client
	initial int // seconds
	moved   time.Time
}

func beginClocked(p *process, games, initial int) (begun []*clockedGame) {
	p.t.Helper()
	for range games {
		white, black := newPlayer(p.t), newPlayer(p.t)
		white.Timeout = 8 * time.Second
		created, err := send(white, p.url+"/games", map[string]any{"color": "white", "initial": initial})
		if err != nil {
			p.t.Fatal(err)
		}
		g := &clockedGame{path: "/games/" + created["game"].(string), url: p.url, white: white, initial: initial}
		if _, err := send(black, p.url+g.path+"/join", nil); err != nil {
			p.t.Fatal(err)
		}
		for i, client := range []*http.Client{white, black} {
			if _, err := send(client, p.url+g.path+"/moves", map[string]any{"move": knights[i], "seen": i + 2}); err != nil {
				p.t.Fatal(err)
			}
		}
		g.moved = time.Now()
		begun = append(begun, g)
	}
	return begun
}

// retry sends White's next move from a time on until it is acknowledged.
func (g *clockedGame) retry(t *testing.T, from time.Time) {
	rest(t.Context(), time.Until(from))
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for ctx.Err() == nil {
		_, err := send(g.white, g.url+g.path+"/moves", map[string]any{"move": "b1c3", "seen": 4})
		if err == nil {
			return
		}
		if strings.Contains(err.Error(), ": 409 ") {
			t.Errorf("%s with %d s: %v", g.path, g.initial, err)
			return
		}
		rest(ctx, 300*time.Millisecond)
	}
	t.Error(fmt.Errorf("%s: no answer within a minute", g.path))
}
