package feed_test

import (
	"bufio"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/web"
	"kibitz/web/meter"
	"kibitz/web/webtest"
)

// serveTLS makes one that is served on a port by HTTP/2, whose client is like a
// browser: it has one connection to it.
func serveTLS(t *testing.T, changes ...func(*web.Config)) (*webtest.Memory, *webtest.Scale) {
	m, s := webtest.NewMemory(t, changes...), &webtest.Scale{}
	server := httptest.NewUnstartedServer(m.Kibitz)
	server.Listener = meter.CountBytes(server.Listener)
	server.Config.ConnContext, server.Config.ConnState = meter.ConnContext, meter.ConnState
	server.EnableHTTP2 = true
	server.StartTLS()
	m.URL, m.Client = server.URL, server.Client()
	m.Client.Transport.(*http.Transport).DialContext = s.Dial
	t.Cleanup(func() {
		m.Stop()
		m.Client.CloseIdleConnections()
		server.CloseClientConnections()
		server.Close()
	})
	return m, s
}

// withoutWebSocket is the transports that HTTP/2 carries.
var withoutWebSocket = webtest.Transports[:4]

func TestEventIsTheSameBytesOverHTTP2(t *testing.T) {
	m, s := serveTLS(t)
	m.Move("e4", "e5")
	var want []webtest.Heard
	for _, tr := range withoutWebSocket {
		var got []webtest.Heard
		_, err := tr.Read(t.Context(), m.Client, m.FeedURL(""), "0", func(h webtest.Heard) bool {
			got = append(got, h)
			return len(got) < 4
		})
		if err != nil || len(got) != 4 {
			t.Fatalf("%s: %d events, %v", tr.Name, len(got), err)
		}
		if want == nil {
			want = got
		}
		webtest.WantSame(t, got, want)
	}
	if got := s.Dialed.Load(); got != 1 {
		t.Errorf("the client has used %d connections, want 1", got)
	}
}

// A browser has six over HTTP/1.1, and then nothing goes through any more.
func TestTwentyStreamsShareAConnectionWithAMoveAndAHeldRequest(t *testing.T) {
	m, s := serveTLS(t)
	var streams []*bufio.Scanner
	for range 20 {
		streams = append(streams, eventsAfter(m, t, m.FeedURL("after=2")))
	}
	held := make(chan webtest.Answer, 1)
	go func() {
		got, _ := m.Try("GET", m.FeedURL("after=2&wait=50"))
		held <- got
	}()
	m.Until("all wait", func() bool { return m.Readers("SSE") == 20 && m.Readers("long polling") == 1 })
	r, err := http.NewRequestWithContext(t.Context(), "POST", m.URL+"/games/"+string(m.ID)+"/moves", strings.NewReader("move=e4&seen=2"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "application/json")
	r.Header.Set("Authorization", webtest.AsAnn)
	response, err := m.Client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK || response.ProtoMajor != 2 {
		t.Errorf("the move: got %d over %s", response.StatusCode, response.Proto)
	}
	for _, stream := range streams {
		scanTo(t, stream, "event: move")
	}
	if got := <-held; got.Status != http.StatusOK || !strings.Contains(got.Body, `"san":"e4"`) {
		t.Errorf("the held request: got %d %s", got.Status, got.Body)
	}
	if got := s.Dialed.Load(); got != 1 {
		t.Errorf("the client has used %d connections, want 1", got)
	}
}

// Bytes of one stream among others cannot be counted, so none are told.
func TestMeterSaysThatRequestsOverHTTP2ShareTheirBytes(t *testing.T) {
	m, _ := serveTLS(t)
	for range 3 {
		m.Get(m.FeedURL("meter=shared&after=2"))
	}
	got := m.Get(m.URL + "/meters/shared").Decode(t)
	if _, counted := got["down"]; got["requests"] != 3.0 || got["shared"] != true || counted {
		t.Errorf("got %v, want 3 requests that share their bytes", got)
	}
}

// eventsAfter starts an SSE stream that ends with the test.
func eventsAfter(m *webtest.Memory, t *testing.T, url string) *bufio.Scanner {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	response, err := m.Client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { response.Body.Close() })
	return bufio.NewScanner(response.Body)
}

// scanTo reads a stream up to a line.
func scanTo(t *testing.T, stream *bufio.Scanner, line string) {
	t.Helper()
	for stream.Scan() {
		if stream.Text() == line {
			return
		}
	}
	t.Fatalf("the stream ended before %q: %v", line, stream.Err())
}

// newBubble2 is a bubble whose client speaks HTTP/2, without TLS.
func newBubble2(t *testing.T) *webtest.Bubble {
	b := webtest.NewBubble(t)
	var only http.Protocols
	only.SetUnencryptedHTTP2(true)
	b.Client = &http.Client{Transport: &http.Transport{DialContext: b.Dial, Protocols: &only}}
	t.Cleanup(b.Client.CloseIdleConnections)
	return b
}

// The deadline of a write ends an HTTP/2 stream when it comes, also in between
// two writes: it must be taken back.
func TestStreamOverHTTP2OutlivesTheDeadlineOfItsLastWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble2(t)
		stream := eventsAfter(b.Memory, t, b.FeedURL("after=2"))
		scanTo(t, stream, "retry: 2000")
		for range 3 {
			scanTo(t, stream, "event: ping")
		}
		b.Move("e4")
		scanTo(t, stream, "event: move")
	})
}

// Whoever takes nothing of a stream is cut, and the others on the connection go
// on.
func TestStalledStreamOverHTTP2IsCutAndTheOthersGoOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble2(t)
		b.Client.Transport.(*http.Transport).HTTP2 = &http.HTTP2Config{MaxReceiveBufferPerStream: 4096}
		query := "/watch/feed?game=" + string(b.ID)
		for range 20 { // their snapshots fill the window
			query += "&game=" + string(b.NewGame("e4 e5"))
		}
		other := eventsAfter(b.Memory, t, b.FeedURL("after=2"))
		scanTo(t, other, "retry: 2000")
		begin := time.Now()
		eventsAfter(b.Memory, t, b.URL+query) // reads nothing, ever
		b.Move("e4")
		scanTo(t, other, "event: move")
		if waited := time.Since(begin); waited != 0 {
			t.Errorf("the other stream had to wait %v", waited)
		}
		time.Sleep(11 * time.Second)
		synctest.Wait()
		if got := b.Closed("SSE", "cut"); got != 1 {
			t.Errorf("after 11 s %v readers were cut, want 1", got)
		}
		b.Move("e5")
		scanTo(t, other, "event: move")
	})
}

// A server that stops ends all streams of a connection and lets go of it.
func TestStoppingServerEndsStreamsOverHTTP2(t *testing.T) {
	m, _ := serveTLS(t)
	var streams []*bufio.Scanner
	for range 5 {
		streams = append(streams, eventsAfter(m, t, m.FeedURL("after=2")))
	}
	m.Until("all wait", func() bool { return m.Readers("SSE") == 5 })
	m.Stop()
	for _, stream := range streams {
		var last string
		for stream.Scan() {
			if stream.Text() != "" {
				last = stream.Text()
			}
		}
		if err := stream.Err(); err != nil || !strings.HasPrefix(last, "retry: ") {
			t.Errorf("a stream ended with %q, %v, want a retry", last, err)
		}
	}
	if err := m.Kibitz.Drain(context.Background()); err != nil {
		t.Error(err)
	}
}
