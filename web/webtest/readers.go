package webtest

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/gorilla/websocket"

	"kibitz/game"
)

// withCursor adds a cursor, if there is one, to the address of a feed.
func withCursor(feed, after string) string {
	switch {
	case after == "":
		return feed
	case strings.Contains(feed, "?"):
		return feed + "&after=" + after
	}
	return feed + "?after=" + after
}

// readPolls asks once, and is held if it prefers that. A poller learns from the events
// that a game has ended; one that comes later learns nothing, so this one stops after
// the last event of the story.
func readPolls(ctx context.Context, c *http.Client, feed, after, prefer string, on func(Heard) bool) (ended bool, err error) {
	r, err := http.NewRequestWithContext(ctx, "GET", withCursor(feed, after), nil)
	if err != nil {
		return false, err
	}
	r.Header.Set("Accept", "application/json")
	if prefer != "" && after == fmt.Sprint(StoryEvents) {
		prefer = "wait=1"
	}
	if prefer != "" {
		r.Header.Set("Prefer", prefer)
	}
	response, err := c.Do(r)
	if err != nil {
		return false, err
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusNoContent {
		return after == fmt.Sprint(StoryEvents), nil
	}
	if response.StatusCode != http.StatusOK {
		return false, fmt.Errorf("status %d", response.StatusCode)
	}
	var answer struct {
		Version game.Version
		Events  []json.RawMessage
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return false, err
	}
	for _, data := range answer.Events {
		h, over, err := parseHeard(data)
		if err != nil || !on(h) {
			return false, err
		}
		if ended = over; h.Version > answer.Version {
			return false, fmt.Errorf("event %d in an answer up to version %d", h.Version, answer.Version)
		}
	}
	return ended, nil
}

// parseHeard reads an event that carries nothing but its JSON.
func parseHeard(data []byte) (h Heard, over bool, err error) {
	var e struct {
		Version game.Version
		Kind    string
		Status  game.Status
	}
	err = json.Unmarshal(data, &e)
	return Heard{e.Version, e.Kind, string(data)}, e.Status == game.Over, err
}

func readNDJSON(ctx context.Context, c *http.Client, feed, after string, on func(Heard) bool) (ended bool, err error) {
	r, err := http.NewRequestWithContext(ctx, "GET", withCursor(feed, after), nil)
	if err != nil {
		return false, err
	}
	r.Header.Set("Accept", "application/x-ndjson")
	response, err := c.Do(r)
	if err != nil {
		return false, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return false, fmt.Errorf("status %d", response.StatusCode)
	}
	for body := bufio.NewReader(response.Body); ; {
		line, err := body.ReadBytes('\n')
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return ended || after == fmt.Sprint(StoryEvents), nil
		}
		if err != nil {
			return false, err // a line that was cut is no event
		}
		if len(line) == 1 {
			continue
		}
		h, over, err := parseHeard(line[:len(line)-1])
		if err == nil && h.Kind == "presence" {
			continue
		}
		if err != nil || !on(h) {
			return false, err
		}
		ended = over
	}
}

// ReadWebSocket reads one WebSocket to its end; see [Transport].
func ReadWebSocket(ctx context.Context, c *http.Client, feed, after string, on func(Heard) bool) (ended bool, err error) {
	conn, err := DialWebSocket(ctx, c, withCursor(feed, after), nil)
	if err != nil {
		return false, err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.Close() })()
	for {
		_, data, err := conn.ReadMessage()
		if err != nil {
			return websocket.IsCloseError(err, websocket.CloseNormalClosure), err
		}
		h, _, err := parseHeard(data)
		if err != nil {
			return false, err
		}
		if h.Kind != "ping" && h.Kind != "presence" && !on(h) {
			return false, nil
		}
	}
}

// DialWebSocket opens a WebSocket to an http address, with the cookies and connections
// of c.
func DialWebSocket(ctx context.Context, c *http.Client, url string, header http.Header) (*websocket.Conn, error) {
	dialer := websocket.Dialer{Jar: c.Jar}
	if t, ok := c.Transport.(*http.Transport); ok {
		dialer.NetDialContext = t.DialContext
	}
	conn, response, err := dialer.DialContext(ctx, "ws"+strings.TrimPrefix(url, "http"), header)
	if err != nil && response != nil {
		text, _ := io.ReadAll(response.Body)
		return nil, fmt.Errorf("%w: status %d: %s", err, response.StatusCode, text)
	}
	return conn, err
}
