package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"kibitz/game"
	"kibitz/game/rules"
)

// A follower reads a game by one transport, coming back with its cursor for as
// long as it takes, and keeps all it was told.
type follower struct {
	url, path, transport string
	client               *http.Client
	pause                func() time.Duration // before it comes back; nil: 100 ms

	mu     sync.Mutex
	told   []told
	state  told
	faults []string // against the rules of the feed
	over   bool
}

// told is an event as it came.
type told struct {
	Version   game.Version
	Kind      game.Kind
	FEN       string
	Turn      rules.Color
	Status    game.Status
	UCI       string
	Legal     []string
	data      string
	transport string
}

var chaosTransports = []string{"polling", "long polling", "SSE", "NDJSON", "WebSocket"}

// follow reads until ctx ends or the game does.
func (f *follower) follow(ctx context.Context) {
	for ctx.Err() == nil && !f.ended() {
		before := f.cursor()
		var err error
		switch f.transport {
		case "SSE":
			err = f.stream(ctx, "text/event-stream")
		case "NDJSON":
			err = f.stream(ctx, "application/x-ndjson")
		case "WebSocket":
			err = f.socket(ctx)
		default:
			err = f.ask(ctx)
		}
		if err != nil || f.cursor() == before { // as a client of ours would: not at once
			wait := 100 * time.Millisecond
			if f.pause != nil {
				wait = f.pause()
			}
			rest(ctx, wait)
		}
	}
}

func rest(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

func (f *follower) cursor() game.Version {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.state.Version
}

func (f *follower) ended() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.over
}

// now is the newest event.
func (f *follower) now() told {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.state
}

// hear takes an event, and notes what breaks the promise: in order, each once,
// none missing.
func (f *follower) hear(data []byte) {
	var e told
	if err := json.Unmarshal(data, &e); err != nil {
		f.note("not JSON: %s", data)
		return
	}
	if e.Kind == "ping" || e.Kind == game.PresenceKind || e.Kind == "" {
		return
	}
	e.data, e.transport = strings.TrimSpace(string(data)), f.transport
	f.mu.Lock()
	defer f.mu.Unlock()
	if want := f.state.Version + 1; e.Version != want {
		f.faults = append(f.faults, fmt.Sprintf("%s: %s %d came after %d", f.transport, e.Kind, e.Version, f.state.Version))
	}
	f.told = append(f.told, e)
	f.state, f.over = e, f.over || e.Status == game.Over
}

func (f *follower) note(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.faults = append(f.faults, f.transport+": "+fmt.Sprintf(format, args...))
}

func (f *follower) request(ctx context.Context, accept string) (*http.Response, error) {
	r, err := http.NewRequestWithContext(ctx, "GET", fmt.Sprintf("%s%s/feed?after=%d", f.url, f.path, f.cursor()), nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept", accept)
	if f.transport == "long polling" {
		r.Header.Set("Prefer", "wait=10")
	}
	return f.client.Do(r)
}

// ask polls once, held or not.
func (f *follower) ask(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	response, err := f.request(ctx, "application/json")
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", response.StatusCode)
	}
	var answer struct{ Events []json.RawMessage }
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return err // cut off: nothing of it counts
	}
	for _, data := range answer.Events {
		f.hear(data)
	}
	return nil
}

// stream reads SSE or NDJSON until it breaks. A connection that says nothing for
// 40 s is given up, as a page does.
func (f *follower) stream(ctx context.Context, accept string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	dog := time.AfterFunc(40*time.Second, cancel)
	defer dog.Stop()
	response, err := f.request(ctx, accept)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", response.StatusCode)
	}
	body := bufio.NewReader(response.Body)
	var event []byte
	for {
		line, err := body.ReadBytes('\n')
		if err != nil {
			return err // an event that was cut is none
		}
		dog.Reset(40 * time.Second)
		line = bytes.TrimRight(line, "\n")
		if accept != "text/event-stream" {
			if len(line) > 0 {
				f.hear(line)
			}
			continue
		}
		if data, ok := bytes.CutPrefix(line, []byte("data: ")); ok {
			event = data
		} else if len(line) == 0 && event != nil {
			f.hear(event)
			event = nil
		}
	}
}

func (f *follower) socket(ctx context.Context) error {
	dialer := websocket.Dialer{Jar: f.client.Jar, HandshakeTimeout: 10 * time.Second}
	conn, response, err := dialer.DialContext(ctx, fmt.Sprintf("ws%s%s/feed?after=%d", strings.TrimPrefix(f.url, "http"), f.path, f.cursor()), nil)
	if err != nil {
		if response != nil {
			_ = response.Body.Close()
		}
		return err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	for {
		_ = conn.SetReadDeadline(time.Now().Add(40 * time.Second))
		_, data, err := conn.ReadMessage()
		if err != nil {
			return err
		}
		f.hear(data)
	}
}
