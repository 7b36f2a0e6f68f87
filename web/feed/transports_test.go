package feed_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/web"
	"kibitz/web/shelf"
	"kibitz/web/webtest"
)

// How each transport is asked for.
var askedFor = []struct {
	transport, query string
	header           []string
}{
	{"polling", "", []string{"Accept", "application/json"}},
	{"long polling", "wait=1", []string{"Accept", "application/json"}},
	{"SSE", "", []string{"Accept", "text/event-stream"}},
	{"NDJSON", "", []string{"Accept", "application/x-ndjson"}},
	{"WebSocket", "", webtest.Handshake},
}

// What is wrong with a request is told before an answer begins, the same by
// every transport.
func TestBadRequestForAFeedIsRefusedByEveryTransport(t *testing.T) {
	m := webtest.NewMemory(t)
	feed := "/games/" + string(m.ID) + "/feed"
	for _, how := range askedFor {
		for _, c := range []struct {
			path, name, value string
			want              int
		}{
			{"/games/AAAAAAAA/feed?", "", "", 404},
			{"/games/AAAAAAAA/feed?after=3&", "", "", 404},
			{"/games/AAAAAAAA/feed?", "Authorization", webtest.AsAnn, 404},
			{"/games/..%2f..%2fetc/feed?", "", "", 404},
			{"/watch/feed?game=AAAAAAAA&", "", "", 404},
			{feed + "?after=abc&", "", "", 400},
			{feed + "?after=-1&", "", "", 400},
			{feed + "?after=9e99&", "", "", 400},
			{feed + "?after=9223372036854775808&", "", "", 400},
			{feed + "?after=1,2&", "", "", 400},
			{feed + "?", "Last-Event-ID", "abc", 400},
			{feed + "?after=1&", "Last-Event-ID", "-1", 400},
			{feed + "?after=1&", "Authorization", "Bearer nobody", 401},
		} {
			r := httptest.NewRequest("GET", c.path+how.query, nil)
			for i := 0; i < len(how.header); i += 2 {
				r.Header.Set(how.header[i], how.header[i+1])
			}
			if c.name != "" {
				r.Header.Set(c.name, c.value)
			}
			got := httptest.NewRecorder()
			m.Kibitz.ServeHTTP(got, r)
			if kind := got.Header().Get("Content-Type"); got.Code != c.want || kind != "application/problem+json" {
				t.Errorf("%s: %s (%s: %s): got %d, %s, want a problem with %d", how.transport, c.path, c.name, c.value, got.Code, kind, c.want)
			}
		}
		if got := m.Readers(how.transport); got != 0 {
			t.Errorf("%s: %v readers are left", how.transport, got)
		}
	}
}

func TestHandshakeThatIsNoneIsRefused(t *testing.T) {
	m := webtest.NewMemory(t)
	for name, change := range map[string]func(*http.Request){
		"old version": func(r *http.Request) { r.Header.Set("Sec-WebSocket-Version", "8") },
		"no version":  func(r *http.Request) { r.Header.Del("Sec-WebSocket-Version") },
		"bad key":     func(r *http.Request) { r.Header.Set("Sec-WebSocket-Key", "short") },
		"HEAD":        func(r *http.Request) { r.Method = "HEAD" },
	} {
		r := httptest.NewRequest("GET", m.FeedPath("after=2"), nil)
		for i := 0; i < len(webtest.Handshake); i += 2 {
			r.Header.Set(webtest.Handshake[i], webtest.Handshake[i+1])
		}
		change(r)
		got := httptest.NewRecorder()
		m.Kibitz.ServeHTTP(got, r)
		if got.Code != 400 || got.Header().Get("Sec-WebSocket-Version") != "13" || strings.Contains(got.Body.String(), `\n`) {
			t.Errorf("%s: got %d %v %s", name, got.Code, got.Header(), got.Body)
		}
	}
}

// Rule 7 of the feed.
func TestAnswersOfAFeedAreNeverKeptNorCompressed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		b.ID = b.NewGame("f3 e5 g4 Qh4#") // so that streams end
		type about struct{ cache, vary, kind, buffering string }
		for _, c := range []struct {
			transport, query string
			want             about
		}{
			{"polling", "after=5", about{"no-store", "Accept, Prefer", "application/json", ""}},
			{"polling", "after=6", about{"no-store", "Accept, Prefer", "", ""}},
			{"long polling", "wait=1&after=5", about{"no-store", "Accept, Prefer", "application/json", ""}},
			{"long polling", "wait=1&after=6", about{"no-store", "Accept, Prefer", "", ""}},
			{"SSE", "after=5", about{"no-cache, no-transform", "Accept, Prefer", "text/event-stream", "no"}},
			{"NDJSON", "after=5", about{"no-store, no-transform", "Accept, Prefer", "application/x-ndjson", "no"}},
		} {
			for _, method := range []string{"GET", "HEAD"} {
				var header []string
				for _, how := range askedFor {
					if how.transport == c.transport {
						header = append(how.header, "Accept-Encoding", "gzip, br, deflate")
					}
				}
				answer := b.Ask(method, b.FeedURL(c.query), header...)
				h := answer.Header
				got := about{h.Get("Cache-Control"), strings.Join(h.Values("Vary"), "; "), h.Get("Content-Type"), h.Get("X-Accel-Buffering")}
				if got != c.want || h.Get("Content-Encoding") != "" || h.Get("X-Content-Type-Options") != "nosniff" {
					t.Errorf("%s %s by %s: got %v", method, c.query, c.transport, h)
				}
				if h.Get("Content-Security-Policy")+h.Get("Referrer-Policy")+h.Get("Cross-Origin-Opener-Policy") != "" {
					t.Errorf("%s by %s: what protects pages weighs it down: %v", c.query, c.transport, h)
				}
				if hasBody := method == "GET" && got.kind != ""; hasBody != (answer.Body != "") {
					t.Errorf("%s %s by %s: the body is %q", method, c.query, c.transport, answer.Body)
				}
			}
		}
	})
}

// A stream that cannot begin for want of the database ends at once, with 200:
// an EventSource gives up for good on an error status. It is the same whether
// the games or the players cannot be reached.
func TestStreamThatCannotBeginAsksItsReaderToComeBack(t *testing.T) {
	for name, c := range map[string]struct {
		query string
		fail  func(*webtest.Bubble, *stuck)
	}{
		"games":               {"after=2", func(b *webtest.Bubble, _ *stuck) { b.Games.FailBefore(gametest.Unavailable) }},
		"no cursor":           {"", func(b *webtest.Bubble, _ *stuck) { b.Games.FailBefore(gametest.Unavailable) }},
		"players":             {"after=2", func(b *webtest.Bubble, _ *stuck) { b.People.Fail(gametest.Unavailable("PlayerByToken")) }},
		"games do not answer": {"", func(_ *webtest.Bubble, s *stuck) { s.now.Store(true) }},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				slow, query := &stuck{}, c.query
				b := webtest.NewBubble(t, func(config *web.Config) {
					slow.Snapshots = config.Snapshots
					config.Snapshots = slow
				})
				c.fail(b, slow)
				sse := b.Get(b.FeedURL(query), "Accept", "text/event-stream", "Authorization", webtest.AsAnn)
				if sse.Status != 200 || !strings.HasPrefix(sse.Body, "retry: ") || strings.Contains(sse.Body, "data") {
					t.Errorf("SSE: got %d %q", sse.Status, sse.Body)
				}
				ndjson := b.Get(b.FeedURL(query), "Accept", "application/x-ndjson", "Authorization", webtest.AsAnn)
				if ndjson.Status != 200 || ndjson.Body != "" {
					t.Errorf("NDJSON: got %d %q", ndjson.Status, ndjson.Body)
				}
				webtest.Want(t, b.Join(query, "Authorization", webtest.AsAnn).Frames, "close 1013: come back later")
				if poll := b.Get(b.FeedURL(query), "Authorization", webtest.AsAnn); poll.Status != 503 {
					t.Errorf("polling: got %d %s", poll.Status, poll.Body)
				}
				synctest.Wait()
				for _, transport := range []string{"SSE", "NDJSON", "WebSocket"} {
					if got := b.Closed(transport, "failed"); got != 1 {
						t.Errorf("%s: %v readers failed, want 1", transport, got)
					}
				}
			})
		})
	}
}

// stuck is a database that does not answer while it is stuck.
type stuck struct {
	shelf.Snapshots
	now atomic.Bool
}

func (s *stuck) Snapshot(ctx context.Context, id game.ID) (game.Snapshot, error) {
	if s.now.Load() {
		<-ctx.Done()
		return game.Snapshot{}, ctx.Err()
	}
	return s.Snapshots.Snapshot(ctx, id)
}
