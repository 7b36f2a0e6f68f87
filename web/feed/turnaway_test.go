package feed

import (
	"net/http/httptest"
	"regexp"
	"testing"
)

// A full server asks streams to come back. What is no stream is answered by others.
func TestTurnAwayAsksStreamsToComeBack(t *testing.T) {
	const sse, ndjson, json = "text/event-stream", "application/x-ndjson", "application/json"
	for _, c := range []struct {
		method, path, accept string
		away                 bool
		body                 string // a pattern
	}{
		{"GET", "/games/AAAAAAAA/feed", sse, true, `^retry: \d+\n\n$`},
		{"HEAD", "/watch/feed", sse, true, `^retry: \d+\n\n$`}, // net/http leaves the body out
		{"GET", "/games/AAAAAAAA/feed", ndjson, true, `^$`},
		{"GET", "/games/AAAAAAAA/feed", json, false, `^$`},
		{"POST", "/games/AAAAAAAA/feed", sse, false, `^$`},
		{"GET", "/games/AAAAAAAA", sse, false, `^$`},
		{"GET", "/games/AAAAAAAA", json, false, `^$`},
	} {
		r, w := httptest.NewRequest(c.method, c.path, nil), httptest.NewRecorder()
		r.Header.Set("Accept", c.accept)
		got := new(Server).TurnAway(w, r)
		if got != c.away || !regexp.MustCompile(c.body).MatchString(w.Body.String()) {
			t.Errorf("%s %s, %s: got %v, %q", c.method, c.path, c.accept, got, w.Body)
		}
		if kind := w.Header().Get("Content-Type"); c.away && kind != c.accept {
			t.Errorf("%s %s, %s: it says that it is %q", c.method, c.path, c.accept, kind)
		}
	}
	r := httptest.NewRequest("GET", "/games/AAAAAAAA/feed", nil)
	for name, value := range map[string]string{"Accept": sse, "Connection": "Upgrade", "Upgrade": "websocket"} {
		r.Header.Set(name, value)
	}
	if new(Server).TurnAway(httptest.NewRecorder(), r) {
		t.Error("a WebSocket was answered as a stream")
	}
}

// Readers that are sent away together come back spread over two seconds, and none at
// once.
func TestJitterIsHalfASecondToTwoAndAHalf(t *testing.T) {
	least, most := jitter(), jitter()
	for range 1000 {
		d := jitter()
		least, most = min(least, d), max(most, d)
	}
	if least.Seconds() < 0.5 || least.Seconds() > 0.6 || most.Seconds() < 2.4 || most.Seconds() > 2.5 {
		t.Errorf("it is from %v to %v, want 0.5 s to 2.5 s", least, most)
	}
}
