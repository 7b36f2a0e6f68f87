package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
	"kibitz/game/timekeeper"
)

// A window is a time in which no server could be reached, of at least that length.
type window struct{ from, until time.Time }

// outages are what a chaos of some length does to all servers and their Postgres
// at once, spread over its time: shorter than what counts as an outage, longer,
// and much longer. A short chaos has time for the one in the middle only.
func outages(r *rand.Rand, chaos time.Duration) (plan []fault) {
	lengths := []time.Duration{4 * time.Second, 8 * time.Second, 20 * time.Second}
	if chaos < time.Minute {
		lengths = lengths[1:2]
	}
	for range max(1, int(chaos/(3*time.Minute))) {
		for _, lasts := range lengths {
			plan = append(plan,
				fault{fmt.Sprintf("all frozen %v", lasts), func(c *cluster, r *rand.Rand) { c.allFrozen(r, lasts) }},
				fault{fmt.Sprintf("all stopped %v", lasts), func(c *cluster, r *rand.Rand) { c.allStopped(r, lasts) }})
		}
	}
	r.Shuffle(len(plan), func(i, j int) { plan[i], plan[j] = plan[j], plan[i] })
	return plan
}

// wreak does one fault after the other for a time, with an outage of everything
// now and then, and looks how well the servers are between some of them.
func (c *cluster) wreak(r *rand.Rand, chaos time.Duration) (done map[string]int) {
	done = map[string]int{}
	plan := outages(r, chaos)
	planned := len(plan)
	for began := time.Now(); time.Since(began) < chaos || len(plan) > 0; {
		pause(r, 200, 1500)
		f := faults[r.IntN(len(faults))]
		if past := float64(time.Since(began)) / float64(chaos); past > float64(planned-len(plan)+1)/float64(planned+1) && len(plan) > 0 {
			f, plan = plan[0], plan[1:]
		}
		f.do(c, r)
		done[f.name]++
		if r.IntN(5) == 0 {
			c.calmly()
			done["(looked)"]++
		}
	}
	return done
}

// runningPostmaster is the process of the private Postgres in dir, 0 while there
// is none.
func runningPostmaster(dir string) int {
	text, err := os.ReadFile(filepath.Join(dir, "postgres", "data", "postmaster.pid"))
	if err != nil {
		return 0
	}
	first, _, _ := strings.Cut(string(text), "\n")
	pid, _ := strconv.Atoi(first)
	return pid
}

// allFrozen has all servers and their Postgres stand still at once.
func (c *cluster) allFrozen(r *rand.Rand, lasts time.Duration) {
	var wake []func()
	for _, p := range c.all() {
		_ = p.cmd.Process.Signal(syscall.SIGSTOP)
		wake = append(wake, func() { _ = p.cmd.Process.Signal(syscall.SIGCONT) })
	}
	if pid := runningPostmaster(c.data); pid != 0 {
		wake = append(wake, freeze(c.t, pid))
	}
	from := time.Now()
	rest(c.t.Context(), lasts)
	c.away(from)
	r.Shuffle(len(wake), func(i, j int) { wake[i], wake[j] = wake[j], wake[i] })
	for _, f := range wake {
		f()
	}
}

// allStopped kills all servers and their Postgres, and starts them again later.
func (c *cluster) allStopped(_ *rand.Rand, lasts time.Duration) {
	for i := range c.servers {
		if p := c.take(i); p != nil {
			_ = p.cmd.Process.Kill()
			<-p.end
		}
	}
	from := time.Now()
	if pid := runningPostmaster(c.data); pid != 0 {
		_ = syscall.Kill(-pid, syscall.SIGKILL)
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
	rest(c.t.Context(), lasts)
	c.away(from)
	for i := range c.servers {
		c.startServer(i)
	}
}

func (c *cluster) away(from time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.windows = append(c.windows, window{from, time.Now()})
}

// all are the servers that are up.
func (c *cluster) all() (up []*process) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, p := range c.servers {
		if p != nil {
			up = append(up, p)
		}
	}
	return up
}

// busy is what of an outage may have been taken for a busy moment, on either side
// of it: heartbeats come every second, and from 5 s on they are overdue.
const busy = 2 * time.Second

// wantGivenBack wants each outage in the log of each game whose clock ran in it:
// what a side lost between two of its events is never more than the time in which
// it could have moved.
func wantGivenBack(log []game.Event, windows []window) error {
	for _, w := range windows {
		lasts := w.until.Sub(w.from)
		if lasts <= timekeeper.OutageAfter {
			continue // a busy moment
		}
		before := -1 // the last event before the outage
		for i, e := range log {
			if e.At.Before(w.from) {
				before = i
			}
		}
		if before < 0 || log[before].Status != game.Playing || log[before].Clock.Running == "" {
			continue
		}
		e := log[before]
		if !e.Deadline().After(w.from.Add(busy)) {
			continue // its flag was about to fall
		}
		given := time.Duration(0)
		for i, after := range log[before+1:] {
			if after.Kind == game.TimeGiven && after.By == "" && !after.At.After(w.until.Add(30*time.Second)) {
				owed := log[before+i].Clock.Running
				given += leftOf(after, owed) - leftOf(log[before+i], owed)
			}
		}
		if given < lasts-busy {
			return fmt.Errorf("version %d, with %s's clock running: of the outage of %v only %v was given back", e.Version, e.Clock.Running, lasts, given)
		}
	}
	return nil
}

func leftOf(e game.Event, c rules.Color) time.Duration {
	if c == rules.White {
		return e.Clock.White.Left
	}
	return e.Clock.Black.Left
}

// calmly waits for the servers to be well again after a fault, and then wants
// them to serve: moves are acknowledged, and nothing is refused.
func (c *cluster) calmly() {
	c.t.Helper()
	began := time.Now()
	for _, p := range c.all() {
		await(c.t, p.url+" to be ready after a fault", func() bool { return saysReady(p.url) })
	}
	c.recovered = max(c.recovered, time.Since(began))
	if limit := 15 * time.Second; c.recovered > limit {
		c.t.Errorf("after a fault it took %v until all servers were ready, want at most %v", c.recovered, limit)
	}
	white, black := newChaosClient(), newChaosClient()
	path, plies := "", 0
	for range 20 {
		began := time.Now()
		var err error
		if path == "" || plies == len(knights) { // before a position comes again too often
			plies = 0
			path, err = c.tryBegin(white, black)
		} else {
			client := []*http.Client{white, black}[plies%2]
			_, err = send(client, c.proxy.url+path+"/moves", map[string]any{"move": knights[plies], "seen": plies + 2})
			plies++
		}
		if err != nil {
			c.t.Errorf("between faults, although all servers are ready: %v", err)
			return
		}
		c.slowest = max(c.slowest, time.Since(began))
	}
	if limit := 5 * time.Second; c.slowest > limit {
		c.t.Errorf("between faults it took %v to acknowledge something, want at most %v", c.slowest, limit)
	}
}

func (c *cluster) tryBegin(white, black *http.Client) (path string, err error) {
	created, err := send(white, c.proxy.url+"/games", map[string]any{"color": "white"})
	if err != nil {
		return "", err
	}
	path = "/games/" + created["game"].(string)
	_, err = send(black, c.proxy.url+path+"/join", map[string]any{})
	return path, err
}

// saysReady reports whether a server says that it is ready.
func saysReady(url string) bool {
	client := http.Client{Timeout: 2 * time.Second}
	response, err := client.Get(url + "/readyz")
	if err != nil {
		return false
	}
	defer response.Body.Close()
	return response.StatusCode == http.StatusOK
}

// The judgement notices an outage that was charged.
func TestOutagesThatAreChargedAreNoticed(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.March, 14, 16, 0, 0, 0, time.UTC)
	clock := game.Clock{Control: game.TimeControl{Initial: time.Minute}, White: game.ClockSide{Left: time.Minute}, Running: rules.White, Since: at}
	log := []game.Event{{Version: 1, At: at, Kind: game.Moved, By: rules.Black, Status: game.Playing, Clock: clock}}
	outage := []window{{at.Add(10 * time.Second), at.Add(30 * time.Second)}}
	moved := game.Event{Version: 2, At: at.Add(31 * time.Second), Kind: game.Moved, By: rules.White, Status: game.Playing, Clock: clock}
	if err := wantGivenBack(append(log, moved), outage); err == nil {
		t.Error("an outage that was charged was not noticed")
	}
	given := game.Event{Version: 2, At: at.Add(30 * time.Second), Kind: game.TimeGiven, Status: game.Playing, Clock: clock}
	if err := wantGivenBack(append(log, given, moved), outage); err == nil {
		t.Error("an outage of which nothing was given was not noticed")
	}
	given.Clock.White.Left += 20 * time.Second
	if err := wantGivenBack(append(log, given, moved), outage); err != nil {
		t.Error(err)
	}
	if text, err := json.Marshal(given.Kind); err != nil || !bytes.Equal(text, []byte(`"time"`)) {
		t.Errorf("time that is given is told as %s, %v", text, err)
	}
}
