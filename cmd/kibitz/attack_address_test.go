package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Attacks from one address that fill what the server keeps by address, by browser
// or by page.

// attacker is the address that they come from.
const attacker = "127.0.0.9"

// several does something again and again in 20 goroutines, for as long as an attack
// lasts, some thousand times a second, and returns how often it did.
func several(ctx context.Context, do func(i int)) int {
	var next atomic.Int64
	var done sync.WaitGroup
	ctx, cancel := context.WithTimeout(ctx, 4*time.Second)
	defer cancel()
	for range 20 {
		done.Go(func() {
			for ; ctx.Err() == nil; rest(ctx, 15*time.Millisecond) {
				do(int(next.Add(1)))
			}
		})
	}
	done.Wait()
	return int(next.Load())
}

// ask sends a GET and reads the answer; it returns its status, 0 for none.
func ask(c *http.Client, url string, header ...string) (status int, body string) {
	r, err := http.NewRequest("GET", url, nil)
	if err != nil {
		return 0, ""
	}
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	response, err := c.Do(r)
	if err != nil {
		return 0, ""
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, ""
	}
	return response.StatusCode, string(text)
}

// Polls that each call themselves another browser, with as long a name as fits,
// leave nothing of it behind.
func TestAttackByLongNamesOfBrowsers(t *testing.T) {
	p := start(t, dataDir(t))
	game := p.begin(addressed("127.0.0.6"), addressed("127.0.0.7"))
	b := watchBystander(t, p)
	client, statuses := addressed(attacker), make([]atomic.Int64, 600)
	before := residentMiB(p.cmd.Process.Pid)
	sent := several(t.Context(), func(i int) {
		name := fmt.Sprintf("%d %s", i, strings.Repeat("x", 28<<10))
		status, _ := ask(client, p.url+game+"/feed?after=2", "User-Agent", name)
		statuses[status].Add(1)
	})
	for status := 500; status < len(statuses); status++ {
		if n := statuses[status].Load(); n > 0 {
			t.Errorf("%d polls were answered with %d", n, status)
		}
	}
	grown := residentMiB(p.cmd.Process.Pid) - before
	t.Logf("%d polls with %d MiB of names, %d of them answered; the server grew by %d MiB", sent, sent*28>>10, statuses[200].Load()+statuses[204].Load(), grown)
	if grown > 100 {
		t.Errorf("the server grew by %d MiB, want it to keep nothing of the names", grown)
	}
	b.unharmed()
}

// More streams than one address may have are turned away, and those that it may
// have do not slow down the game that they follow.
func TestAttackByStreamsOfOneAddress(t *testing.T) {
	const most, tried = 2_000, 3_000
	p := start(t, dataDir(t))
	players := []*http.Client{addressed("127.0.0.6"), addressed("127.0.0.7")}
	game := p.begin(players[0], players[1])
	b := watchBystander(t, p)
	client := addressed(attacker)
	client.Timeout = 0
	var served, turnedAway, refused, events atomic.Int64
	var streams, opening sync.WaitGroup
	begin := make(chan struct{}, 20) // so many connect at once
	for i := range tried {
		if begin <- struct{}{}; i%20 == 0 {
			rest(t.Context(), 10*time.Millisecond)
		}
		opening.Add(1)
		streams.Go(func() {
			r, _ := http.NewRequestWithContext(t.Context(), "GET", p.url+game+"/feed?after=2", nil)
			r.Header.Set("Accept", "text/event-stream")
			response, err := client.Do(r)
			<-begin
			opening.Done()
			if err != nil || response.StatusCode != http.StatusOK {
				refused.Add(1)
				return
			}
			defer response.Body.Close()
			heard := 0
			for lines := bufio.NewScanner(response.Body); lines.Scan(); {
				if strings.HasPrefix(lines.Text(), "id: ") {
					if heard++; heard == 1 {
						served.Add(1)
					}
					events.Add(1)
				}
			}
			if heard == 0 {
				turnedAway.Add(1)
			}
		})
	}
	opening.Wait()
	var acknowledged []time.Duration
	moves := knights[:8]
	for i, move := range slices.Concat(moves, moves) {
		rest(t.Context(), 250*time.Millisecond)
		begin := time.Now()
		if _, err := send(players[i%2], p.url+game+"/moves", map[string]any{"move": move, "seen": i + 2}); err != nil {
			t.Fatal(err)
		}
		acknowledged = append(acknowledged, time.Since(begin))
	}
	rest(t.Context(), 250*time.Millisecond)
	t.Logf("of %d streams %d were served, %d turned away, %d refused", tried, served.Load(), turnedAway.Load(), refused.Load())
	t.Logf("moves of the game that they follow: p50 %v max %v; %d events were read", percentile(acknowledged, 50), percentile(acknowledged, 100), events.Load())
	if got := served.Load(); got > most || got+turnedAway.Load()+refused.Load() != tried {
		t.Errorf("one address has %d streams, want at most %d, and the others turned away", got, most)
	}
	if got := percentile(acknowledged, 100); got > bystanderBounds().move {
		t.Errorf("a move took %v with %d streams of one address, want at most %v", got, served.Load(), bystanderBounds().move)
	}
	b.unharmed()
	_ = p.cmd.Process.Kill()
	streams.Wait()
}

// However many browsers and pages one address pretends to be, it is so many
// spectators and no more.
func TestAttackByForgedSpectators(t *testing.T) {
	p := start(t, dataDir(t))
	game := p.begin(addressed("127.0.0.6"), addressed("127.0.0.7"))
	b := watchBystander(t, p)
	client, watcher, most := addressed(attacker), addressed("127.0.0.8"), atomic.Int64{}
	several(t.Context(), func(i int) {
		_, _ = ask(client, fmt.Sprintf("%s%s/feed?after=2&presence=0&meter=forged%d", p.url, game, i), "User-Agent", fmt.Sprint(i))
		if i%500 == 0 {
			most.Store(max(most.Load(), int64(spectators(t, watcher, p.url, game))))
		}
	})
	got := max(int(most.Load()), spectators(t, watcher, p.url, game))
	t.Logf("at most %d spectators were counted", got)
	if got > 300 || got < 10 {
		t.Errorf("%d spectators are counted, want up to 300", got)
	}
	b.unharmed()
}

// spectators is how many watch a game, by the list of live games.
func spectators(t *testing.T, c *http.Client, url, path string) int {
	_, text := ask(c, url+"/watch", "Accept", "application/json")
	var boards []struct {
		ID         string
		Spectators int
	}
	if err := json.Unmarshal([]byte(text), &boards); err != nil {
		t.Errorf("%v: %s", err, text)
	}
	for _, b := range boards {
		if "/games/"+b.ID == path {
			return b.Spectators
		}
	}
	return 0
}

// One address that opens labs and keeps them in use leaves some to the others.
func TestAttackByLabs(t *testing.T) {
	p := start(t, dataDir(t))
	b := watchBystander(t, p)
	client := addressed(attacker)
	var mine []string
	for range 40 {
		if lab, err := send(client, p.url+"/lab/sessions", map[string]any{"rate": 10}); err == nil {
			mine = append(mine, lab["feed"].(string))
		}
		for _, feed := range mine {
			_, _ = ask(client, p.url+strings.TrimSuffix(feed, "/feed"))
		}
		rest(t.Context(), 50*time.Millisecond)
	}
	if len(mine) == 0 || len(mine) > 8 {
		t.Errorf("one address has %d labs, want up to 8", len(mine))
	}
	if _, err := send(addressed("127.0.0.10"), p.url+"/lab/sessions", map[string]any{}); err != nil {
		t.Errorf("somebody else gets no lab: %v", err)
	}
	b.unharmed()
}

// Seeks without an end, from one address and then from many, hide neither the one
// that has waited for longest nor the one that came last.
func TestAttackBySeeks(t *testing.T) {
	p := start(t, dataDir(t))
	b := watchBystander(t, p)
	seek := func(c *http.Client) (string, error) {
		made, err := send(c, p.url+"/games", map[string]any{"opponent": "anyone", "initial": 300})
		if err != nil {
			return "", err
		}
		return made["game"].(string), nil
	}
	honest := func(address string) (id string) {
		id, err := seek(addressed(address))
		if err != nil {
			t.Fatalf("an honest seek from %s: %v", address, err)
		}
		return id
	}
	early := honest("127.0.0.6")
	begin := time.Now()
	fill := func(address string, n int) (made int) {
		for i := 0; i < n; i += 5 {
			guest := addressed(address)
			for range 5 { // as many as one player may have
				if _, err := seek(guest); err == nil {
					made++
				}
			}
			guest.CloseIdleConnections()
		}
		return made
	}
	one := fill(attacker, 450)
	between := honest("127.0.0.7")
	all := one
	for i := range 9 {
		all += fill(fmt.Sprintf("127.0.1.%d", i+1), 60)
	}
	late := honest("127.0.0.8")
	t.Logf("one address has %d seeks of 450, ten have %d, after %v", one, all, time.Since(begin).Round(time.Second))
	if one > 100 {
		t.Errorf("one address has %d seeks open, want at most 100", one)
	}
	rest(t.Context(), time.Second)
	_, list := ask(addressed("127.0.0.8"), p.url+"/lobby.json")
	for when, id := range map[string]string{"came first": early, "came after one address had done its worst": between, "came last": late} {
		if !strings.Contains(list, id) {
			t.Errorf("the honest seek that %s is not listed", when)
		}
	}
	if n := strings.Count(list, `"id":`); n > 500 {
		t.Errorf("%d seeks are listed, want at most 500", n)
	}
	b.unharmed()
}
