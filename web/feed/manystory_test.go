package feed_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"kibitz/game"
	"kibitz/web/webtest"
)

// Four games are played at the same time while the connection of who follows
// them all breaks again and again, wherever it is. By its cursors the reader
// has every event of each game, in order, once.
func TestReaderOfSeveralBoardsMissesNothingWhateverBreaks(t *testing.T) {
	m := webtest.Serve(t)
	var ids []game.ID
	heard := map[game.ID]game.Version{}
	for range 4 {
		ids = append(ids, m.NewGame(""))
		go m.MoveIn(ids[len(ids)-1], webtest.Story...)
	}
	ctx := withTimeout(t)
	last, cuts := "0,0,0,0", 0
	for ended := false; !ended; cuts++ {
		if ctx.Err() != nil {
			t.Fatalf("it did not end; %v were heard after %d cuts", heard, cuts)
		}
		ended = readMany(ctx, cutting(20_000), m.URL+webtest.BoardsPath(ids), last, func(id game.ID, v game.Version, cursors string) {
			if heard[id]++; heard[id] != v {
				t.Errorf("game %s: got version %d, want %d", id, v, heard[id])
			}
			last = cursors
		})
		var want []string
		for _, id := range ids {
			want = append(want, fmt.Sprint(int64(heard[id])))
		}
		if last != strings.Join(want, ",") {
			t.Errorf("the cursors are %s, want %v", last, want)
		}
	}
	for _, id := range ids {
		if heard[id] != webtest.StoryEvents {
			t.Errorf("game %s: %d events, want %d", id, heard[id], webtest.StoryEvents)
		}
	}
	t.Logf("%d connections", cuts)
}

// readMany reads events until the connection breaks or the games have ended.
// An event that has no blank line after it has not come.
func readMany(ctx context.Context, c *http.Client, url, last string, on func(id game.ID, v game.Version, cursors string)) (ended bool) {
	defer c.CloseIdleConnections()
	r, err := http.NewRequestWithContext(ctx, "GET", url, nil)
	if err != nil {
		return false
	}
	r.Header.Set("Accept", "text/event-stream")
	r.Header.Set("Last-Event-ID", last)
	response, err := c.Do(r)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	event := map[string]string{}
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		if line := lines.Text(); line != "" {
			name, value, _ := strings.Cut(line, ": ")
			event[name] = value
			continue
		}
		var data struct {
			Game    game.ID
			Version game.Version
		}
		switch _ = json.Unmarshal([]byte(event["data"]), &data); event["event"] {
		case "end":
			return true
		case "", "ping":
		default:
			on(data.Game, data.Version, event["id"])
		}
		event = map[string]string{}
	}
	return false
}
