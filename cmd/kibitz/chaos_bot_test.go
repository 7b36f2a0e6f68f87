package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"sync"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
)

// An arena is one game of the chaos, with two bots and a spectator, who read by
// a transport each.
type arena struct {
	id      game.ID
	bots    [2]*chaosBot
	readers []*follower
	flagged bool // it is left to its clock after a few moves

	mu    sync.Mutex
	acked []ack
}

// An ack is a move that a server has acknowledged.
type ack struct {
	version game.Version
	uci     string
}

// A chaosBot plays one color at random.
type chaosBot struct {
	color  rules.Color
	client *http.Client
	reader *follower
	random *rand.Rand
}

func newChaosClient() *http.Client {
	jar, _ := cookiejar.New(nil)
	return &http.Client{Jar: jar, Transport: &http.Transport{}}
}

// newArena starts a game through the proxy.
func newArena(t *testing.T, url string, r *rand.Rand, flagged bool) *arena {
	t.Helper()
	white, black, looker := newChaosClient(), newChaosClient(), newChaosClient()
	fields := map[string]any{"color": "white"}
	switch {
	case flagged:
		fields["initial"], fields["increment"] = 8, 0
	case r.IntN(2) == 0:
		fields["initial"], fields["increment"] = 1800, 2
	}
	created, err := send(white, url+"/games", fields)
	if err != nil {
		t.Fatal(err)
	}
	a := &arena{id: game.ID(created["game"].(string)), flagged: flagged}
	path := "/games/" + string(a.id)
	if _, err := send(black, url+path+"/join", nil); err != nil {
		t.Fatal(err)
	}
	for i, client := range []*http.Client{white, black, looker} {
		f := &follower{url: url, path: path, transport: chaosTransports[r.IntN(len(chaosTransports))], client: client}
		a.readers = append(a.readers, f)
		if i < 2 {
			a.bots[i] = &chaosBot{
				color: [2]rules.Color{rules.White, rules.Black}[i], client: client, reader: f, random: rand.New(rand.NewPCG(r.Uint64(), 0)),
			}
		}
	}
	return a
}

// play has a bot move whenever it is its turn, until ctx ends or the game does.
// In a game that is left to its clock it stops after four plies.
func (a *arena) play(ctx context.Context, b *chaosBot) {
	for ctx.Err() == nil && !b.reader.ended() {
		e := b.reader.now()
		if e.Status != game.Playing || e.Turn != b.color || len(e.Legal) == 0 || (a.flagged && e.Version >= 6) {
			rest(ctx, 20*time.Millisecond)
			continue
		}
		rest(ctx, time.Duration(20+b.random.IntN(300))*time.Millisecond)
		a.move(ctx, b, e, e.Legal[b.random.IntN(len(e.Legal))])
	}
}

// move sends one move until somebody answers, the same each time.
func (a *arena) move(ctx context.Context, b *chaosBot, e told, uci string) {
	body, _ := json.Marshal(map[string]any{"move": uci, "seen": e.Version})
	for ctx.Err() == nil && b.reader.cursor() == e.Version {
		try, cancel := context.WithTimeout(ctx, 8*time.Second)
		status, event := b.post(try, body)
		cancel()
		switch {
		case status == http.StatusOK:
			a.mu.Lock()
			a.acked = append(a.acked, ack{event.Version, event.UCI})
			a.mu.Unlock()
			if event.UCI != uci {
				b.reader.note("sent %s, acknowledged as %s", uci, event.UCI)
			}
			for ctx.Err() == nil && b.reader.cursor() < event.Version {
				rest(ctx, 10*time.Millisecond) // it comes by the feed like everybody's
			}
			return
		case status == http.StatusConflict || status == http.StatusUnprocessableEntity:
			return // the game has moved on, or its flag has fallen
		case status != 0 && status < 500 && status != http.StatusTooManyRequests:
			b.reader.note("move %s at %d: status %d", uci, e.Version, status)
			return
		}
		rest(ctx, 200*time.Millisecond)
	}
}

// post sends a move; status 0 is no answer.
func (b *chaosBot) post(ctx context.Context, body []byte) (status int, e told) {
	r, err := http.NewRequestWithContext(ctx, "POST", b.reader.url+b.reader.path+"/moves", bytes.NewReader(body))
	if err != nil {
		return 0, e
	}
	r.Header.Set("Content-Type", "application/json")
	response, err := b.client.Do(r)
	if err != nil {
		return 0, e
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(&e); err != nil && response.StatusCode == http.StatusOK {
		return 0, e // cut off: whether it was played is not known
	}
	return response.StatusCode, e
}

// clocksSum returns what is wrong with the clocks of a log: each move takes what
// it took off its side's time, less what the network was given back, and adds
// the increment.
func clocksSum(log []game.Event) error {
	for i, e := range log {
		if e.Kind != game.Moved || !e.Clock.Control.Clocked() {
			continue
		}
		before := log[i-1].Clock
		was, is := before.White, e.Clock.White
		if e.By == rules.Black {
			was, is = before.Black, e.Clock.Black
		}
		want := was.Left
		if before.Running == e.By {
			want += e.Clock.Control.Increment + (is.Lag.Given - was.Lag.Given) - e.At.Sub(before.Since)
		}
		if is.Left != want {
			return fmt.Errorf("version %d: %s has %v, want %v of %v", e.Version, e.By, is.Left, want, was.Left)
		}
	}
	return nil
}
