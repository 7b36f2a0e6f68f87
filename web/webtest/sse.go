package webtest

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"kibitz/game"
)

// ReadSSE reads one response by Server-Sent Events; see [Transport]. As an EventSource
// does, it takes an event only when the blank line after it has come.
func ReadSSE(ctx context.Context, c *http.Client, feed, after string, on func(Heard) bool) (ended bool, err error) {
	r, err := http.NewRequestWithContext(ctx, "GET", withCursor(feed, after), nil)
	if err != nil {
		return false, err
	}
	r.Header.Set("Accept", "text/event-stream")
	response, err := c.Do(r)
	if err != nil {
		return false, err
	}
	defer response.Body.Close()
	if kind := response.Header.Get("Content-Type"); response.StatusCode != http.StatusOK || kind != "text/event-stream" {
		return false, fmt.Errorf("status %d, %s", response.StatusCode, kind)
	}
	event := map[string]string{}
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if line := lines.Text(); line != "" {
			name, value, _ := strings.Cut(line, ": ")
			event[name] = value
			continue
		}
		switch event["event"] {
		case "end":
			return true, nil
		case "", "ping", "presence":
		default:
			version, err := strconv.ParseInt(event["id"], 10, 64)
			if err != nil {
				return false, fmt.Errorf("an event's id: %w", err)
			}
			if !on(Heard{game.Version(version), event["event"], event["data"]}) {
				return false, nil
			}
		}
		event = map[string]string{}
	}
	return false, lines.Err()
}
