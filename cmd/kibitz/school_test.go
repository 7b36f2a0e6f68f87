package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// A school is many players and spectators behind one router.
type school struct {
	*testing.T
	p       *process
	ctx     context.Context
	streams sync.WaitGroup
	heard   atomic.Int64  // events, by all who watch
	busy    chan struct{} // held by a request, so that a slow machine has no more of them than it can take
}

// schoolAddress is the router's.
const schoolAddress = "127.0.0.20"

// request does one, when there are not too many.
func (s *school) request(do func()) {
	s.busy <- struct{}{}
	defer func() { <-s.busy }()
	do()
}

// page loads a page as a browser does.
func (s *school) page(c *http.Client, path string) {
	if status, body := ask(c, s.p.url+path, "Accept", "text/html"); status != http.StatusOK {
		s.Errorf("%s: got %d %.200s", path, status, body)
	}
}

// follow reads a feed until the lesson is over.
func (s *school) follow(c *http.Client, path string) {
	r, err := http.NewRequestWithContext(s.ctx, "GET", s.p.url+path, nil)
	if err != nil {
		s.Error(err)
		return
	}
	r.Header.Set("Accept", "text/event-stream")
	stream := &http.Client{Jar: c.Jar, Transport: c.Transport} // without a limit of time
	response, err := stream.Do(r)
	if err != nil || response.StatusCode != http.StatusOK {
		s.Errorf("%s: got %v, %v", path, response, err)
		return
	}
	s.streams.Go(func() {
		defer response.Body.Close()
		for lines := bufio.NewScanner(response.Body); lines.Scan(); {
			if strings.HasPrefix(lines.Text(), "id: ") {
				s.heard.Add(1)
			}
		}
		if s.ctx.Err() == nil {
			s.Errorf("%s: the stream ended before the lesson", path)
		}
	})
}

// play plays a game of two who meet at one board, with two who watch it.
func (s *school) play(moves []string) {
	var all [4]*http.Client
	for i := range all {
		all[i] = addressed(schoolAddress)
		s.request(func() { s.follow(all[i], "/lobby/feed") })
	}
	players := all[:2]
	var game string
	s.request(func() {
		created, err := send(players[0], s.p.url+"/games", map[string]any{"color": "white", "initial": 600})
		if err != nil {
			s.Errorf("starting a game: %v", err)
			return
		}
		game = "/games/" + created["game"].(string)
		if _, err := send(players[1], s.p.url+game+"/join", nil); err != nil {
			s.Errorf("joining: %v", err)
		}
	})
	if game == "" {
		return
	}
	s.request(func() { s.page(players[0], game) })
	for i, c := range all {
		s.request(func() {
			s.follow(c, fmt.Sprintf("%s/feed?after=2&presence=0&meter=%d%s", game, i, game[len("/games/"):]))
		})
	}
	for i, move := range moves {
		rest(s.ctx, time.Second) // they think
		s.request(func() {
			if _, err := send(players[i%2], s.p.url+game+"/moves", map[string]any{"move": move, "seen": i + 2}); err != nil {
				s.Errorf("move %d: %v", i+1, err)
			}
		})
	}
}

// Two hundred players and two hundred spectators behind one address, in 100 games
// that begin at the same moment. Nothing of what they do is refused.
func TestSchoolBehindOneAddressPlays(t *testing.T) {
	const games = 100
	moves := knights[:4]
	p := start(t, dataDir(t))
	ctx, end := context.WithCancel(t.Context())
	s := &school{T: t, p: p, ctx: ctx, busy: make(chan struct{}, 8)}
	begin := time.Now()
	var boards sync.WaitGroup
	for range games {
		boards.Go(func() { s.play(moves) })
	}
	for _, path := range []string{"/", "/watch", "/mine"} {
		s.page(addressed(schoolAddress), path)
	}
	boards.Wait()
	took := time.Since(begin)
	if status, metrics := ask(addressed("127.0.0.8"), p.url+"/metrics"); status != http.StatusOK || strings.Contains(metrics, `why="shed"`) {
		t.Errorf("readers were turned away, or who was is not known: %d", status)
	}
	// Each of those at a board hears of its moves.
	want := int64(games * 4 * len(moves))
	for deadline := time.Now().Add(20 * time.Second); s.heard.Load() < want && time.Now().Before(deadline); {
		rest(ctx, 50*time.Millisecond)
	}
	end()
	s.streams.Wait()
	if s.heard.Load() < want {
		t.Errorf("%d events were heard, want at least %d", s.heard.Load(), want)
	}
	t.Logf("%d games of %d moves, with %d streams: %v", games, len(moves), 8*games, took.Round(time.Millisecond))
}
