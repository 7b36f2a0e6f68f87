package main

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// Postgres stands still for more than 30 s: its connections are open and nothing
// is answered. Moves are refused with when to come back, an open stream stays
// open and pings, and all goes on by itself.
func TestServerLivesThroughHalfAMinuteWithoutPostgres(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	p := start(t, dir)
	white, black := newPlayer(t), newPlayer(t)
	path := p.begin(white, black)
	lines := p.stream(path)
	if _, err := send(white, p.url+path+"/moves", map[string]any{"move": "e4", "seen": 2}); err != nil {
		t.Fatal(err)
	}
	wantLine(t, lines, "id: 3", soon)

	resume := freeze(t, postmaster(t, dir))
	began := time.Now()
	refused := func() {
		t.Helper()
		response, err := black.Post(p.url+path+"/moves", "application/json", strings.NewReader(`{"move":"e5","seen":3}`))
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		if after := response.Header.Get("Retry-After"); response.StatusCode != http.StatusServiceUnavailable || after == "" {
			t.Fatalf("got %s with Retry-After %q, want 503 and when to try again", response.Status, after)
		}
	}
	refused()
	p.askALot("/watch", 200)
	wantLine(t, lines, "event: ping", time.Minute)
	refused()
	for time.Since(began) < 30*time.Second {
		wantLine(t, lines, "event: ping", time.Minute)
	}
	refused()
	resume()

	p.untilReady("200 OK ready")
	// A move that was refused may have been kept: then the answer was lost, and the
	// retry is told so. In no case is it there twice.
	answer, err := send(black, p.url+path+"/moves", map[string]any{"move": "e5", "seen": 3})
	if err != nil || answer["version"] != float64(4) {
		t.Fatalf("the move after the outage: %v, %v; want version 4", answer, err)
	}
	wantLine(t, lines, "id: 4", soon)
	if got := p.snapshot(path); got["version"] != float64(4) || len(got["plies"].([]any)) != 2 {
		t.Errorf("got version %v with %v, want 4 with two plies", got["version"], got["plies"])
	}
	p.terminate()
	if log := p.log.String(); strings.Count(log, "\n") > 60 || !strings.Contains(log, "times=") {
		t.Errorf("of 200 requests and 30 s the log has %d lines:\n%s", strings.Count(log, "\n"), log)
	}
}

// askALot sends requests all at once, and waits for what comes of them.
func (p *process) askALot(path string, requests int) {
	var asking sync.WaitGroup
	for range requests {
		asking.Go(func() {
			if response, err := newPlayer(p.t).Get(p.url + path); err == nil {
				response.Body.Close()
			}
		})
	}
	asking.Wait()
}

// postmaster is the process of the private Postgres in dir.
func postmaster(t testing.TB, dir string) int {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "postgres", "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.SplitN(string(text), "\n", 2)[0])
	if err != nil {
		t.Fatal(err)
	}
	return pid
}

// freeze stops a process and all its children in what they do, until the test
// ends or resume is called.
func freeze(t *testing.T, pid int) (resume func()) {
	t.Helper()
	all := []int{pid}
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range strings.Fields(string(text)) {
		child, err := strconv.Atoi(word)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, child)
	}
	for _, one := range all { // the parent first, so that no more are born
		if err := syscall.Kill(one, syscall.SIGSTOP); err != nil {
			t.Fatal(err)
		}
	}
	resume = func() {
		for _, one := range all {
			_ = syscall.Kill(one, syscall.SIGCONT)
		}
	}
	t.Cleanup(resume)
	return resume
}
