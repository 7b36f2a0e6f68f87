package feed_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"kibitz/game"
	"kibitz/game/wire"
	"kibitz/web/webtest"
)

// A client library that is not ours, from the handshake to the end of a game.
func TestAnotherWebSocketLibraryPlaysAndReadsToTheEnd(t *testing.T) {
	m := webtest.Serve(t)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	conn, _, err := websocket.Dial(ctx, strings.Replace(m.FeedURL("after=0"), "http", "ws", 1), &websocket.DialOptions{
		HTTPClient: m.Client, HTTPHeader: http.Header{"Authorization": {webtest.AsBob}}, CompressionMode: websocket.CompressionContextTakeover,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.CloseNow()
	read := func() string {
		kind, data, err := conn.Read(ctx)
		if err != nil || kind != websocket.MessageText {
			t.Fatalf("a frame of kind %v: %v", kind, err)
		}
		return string(data)
	}
	for _, prefix := range []string{`{"game":"` + string(m.ID) + `","version":1,`, `{"game":"` + string(m.ID) + `","version":2,`} {
		if got := read(); !strings.HasPrefix(got, prefix) {
			t.Fatalf("got %s, want %s…", got, prefix)
		}
	}
	m.Move("f3", "e5", "g4")
	for range 3 {
		read()
	}
	if err := conn.Write(ctx, websocket.MessageText, []byte(`{"id":1,"do":"move","move":"d8h4","seen":5}`)); err != nil {
		t.Fatal(err)
	}
	answer, mate := read(), read()
	if strings.Contains(answer, `"kind"`) {
		answer, mate = mate, answer
	}
	if answer != `{"re":1,"version":6}` || !strings.Contains(mate, `"reason":"mate"`) {
		t.Errorf("got %s and %s", answer, mate)
	}
	if _, _, err := conn.Read(ctx); websocket.CloseStatus(err) != websocket.StatusNormalClosure {
		t.Errorf("got %v, want a normal closure", err)
	}
}

// curl runs curl and returns what it prints.
func curl(t *testing.T, arguments ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var errors bytes.Buffer
	c := exec.CommandContext(ctx, "curl", append([]string{"--silent", "--show-error"}, arguments...)...)
	c.Stderr = &errors
	out, err := c.Output()
	if err != nil {
		t.Fatalf("curl %s: %v\n%s%s", strings.Join(arguments, " "), err, out, errors.String())
	}
	return string(out)
}

// What docs/transports.md tells people to type.
func TestCurlReadsTheFeedByEveryTransportItSpeaks(t *testing.T) {
	m := webtest.Serve(t)
	m.ID = m.NewGame("f3 e5 g4 Qh4#")
	var json, sse strings.Builder
	events, err := m.Games.EventsSince(t.Context(), m.ID, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range events {
		data, err := wire.EventJSON(&e, "")
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&json, "%s\n", data)
		fmt.Fprintf(&sse, "id: %d\nevent: %s\ndata: %s\n\n", e.Version, e.Kind, data)
	}
	polled := `{"version":6,"events":[` + strings.ReplaceAll(strings.TrimSpace(json.String()), "\n", ",") + "]}"
	for _, c := range []struct {
		name, want string
		arguments  []string
	}{
		{"polling", polled, []string{m.FeedURL("after=0")}},
		{"polling in vain", "204", []string{"--write-out", "%{http_code}", m.FeedURL("after=6")}},
		{"long polling", polled, []string{"--header", "Prefer: wait=25", m.FeedURL("after=0")}},
		{"long polling in vain", "204", []string{"--write-out", "%{http_code}", m.FeedURL("after=6&wait=1")}},
		{"SSE", "retry: 2000\n\n" + sse.String() + "event: end\ndata: {}\n\n", []string{"-N", "--header", "Accept: text/event-stream", m.FeedURL("after=0")}},
		{"NDJSON", json.String(), []string{"-N", "--header", "Accept: application/x-ndjson", m.FeedURL("after=0")}},
		{"an error", `{"type":"about:blank","title":"Bad Request","status":400,"detail":"` + game.ErrBadCursor.Error() + `"}`, []string{m.FeedURL("after=abc")}},
	} {
		if got := curl(t, c.arguments...); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

// An event must not lie in a buffer until the next one comes.
func TestCurlShowsEventsAsTheyHappen(t *testing.T) {
	m := webtest.Serve(t)
	for _, accept := range []string{"text/event-stream", "application/x-ndjson"} {
		m.ID = m.NewGame("")
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		c := exec.CommandContext(ctx, "curl", "--silent", "-N", "--header", "Accept: "+accept, m.FeedURL("after=2"))
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		for _, move := range []string{"f3", "e5", "g4", "Qh4#"} {
			m.Move(move)
			readUntil(t, out, `"san":"`+move+`"`)
		}
		_, _ = io.Copy(io.Discard, out)
		if err := c.Wait(); err != nil {
			t.Errorf("%s: the game is over, and curl ends with %v", accept, err)
		}
	}
}
