package web_test

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
)

// serveTLS makes one that is served on a port by HTTP/2, whose client is like a
// browser: it has one connection to it.
func serveTLS(t *testing.T, changes ...func(*web.Config)) (*memory, *scale) {
	m, s := newMemory(t, changes...), &scale{}
	server := httptest.NewUnstartedServer(m.kibitz)
	server.Listener = meter.CountBytes(server.Listener)
	server.Config.ConnContext, server.Config.ConnState = meter.ConnContext, meter.ConnState
	server.EnableHTTP2 = true
	server.StartTLS()
	m.url, m.client = server.URL, server.Client()
	m.client.Transport.(*http.Transport).DialContext = s.dial
	t.Cleanup(func() {
		m.stop()
		m.client.CloseIdleConnections()
		server.CloseClientConnections()
		server.Close()
	})
	return m, s
}

// withoutWebSocket is the transports that HTTP/2 carries.
var withoutWebSocket = transports[:4]

func TestEventIsTheSameBytesOverHTTP2(t *testing.T) {
	m, s := serveTLS(t)
	m.move("e4", "e5")
	var want []heard
	for _, tr := range withoutWebSocket {
		var got []heard
		_, err := tr.read(t.Context(), m.client, m.feed(""), "0", func(h heard) bool {
			got = append(got, h)
			return len(got) < 4
		})
		if err != nil || len(got) != 4 {
			t.Fatalf("%s: %d events, %v", tr.name, len(got), err)
		}
		if want == nil {
			want = got
		}
		same(t, got, want)
	}
	if got := s.dialed.Load(); got != 1 {
		t.Errorf("the client has used %d connections, want 1", got)
	}
}

// A browser has six over HTTP/1.1, and then nothing goes through any more.
func TestTwentyStreamsShareAConnectionWithAMoveAndAHeldRequest(t *testing.T) {
	m, s := serveTLS(t)
	var streams []*bufio.Scanner
	for range 20 {
		streams = append(streams, m.events(t, m.feed("after=2")))
	}
	held := make(chan answer, 1)
	go func() {
		got, _ := m.try("GET", m.feed("after=2&wait=50"))
		held <- got
	}()
	m.until("all wait", func() bool { return m.readers("SSE") == 20 && m.readers("long polling") == 1 })
	r, err := http.NewRequestWithContext(t.Context(), "POST", m.url+"/games/"+string(m.id)+"/moves", strings.NewReader("move=e4&seen=2"))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "application/json")
	r.Header.Set("Authorization", asAnn)
	response, err := m.client.Do(r)
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
	if got := <-held; got.status != http.StatusOK || !strings.Contains(got.body, `"san":"e4"`) {
		t.Errorf("the held request: got %d %s", got.status, got.body)
	}
	if got := s.dialed.Load(); got != 1 {
		t.Errorf("the client has used %d connections, want 1", got)
	}
}

// Bytes of one stream among others cannot be counted, so none are told.
func TestMeterSaysThatRequestsOverHTTP2ShareTheirBytes(t *testing.T) {
	m, _ := serveTLS(t)
	for range 3 {
		m.get(m.feed("meter=shared&after=2"))
	}
	got := m.get(m.url + "/meters/shared").decode(t)
	if _, counted := got["down"]; got["requests"] != 3.0 || got["shared"] != true || counted {
		t.Errorf("got %v, want 3 requests that share their bytes", got)
	}
}

// events starts an SSE stream that ends with the test.
func (m *memory) events(t *testing.T, url string) *bufio.Scanner {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	response, err := m.client.Do(r)
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
func newBubble2(t *testing.T) *bubble {
	b := newBubble(t)
	var only http.Protocols
	only.SetUnencryptedHTTP2(true)
	b.client = &http.Client{Transport: &http.Transport{DialContext: b.dial, Protocols: &only}}
	t.Cleanup(b.client.CloseIdleConnections)
	return b
}

// The deadline of a write ends an HTTP/2 stream when it comes, also in between
// two writes: it must be taken back.
func TestStreamOverHTTP2OutlivesTheDeadlineOfItsLastWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble2(t)
		stream := b.events(t, b.feed("after=2"))
		scanTo(t, stream, "retry: 2000")
		for range 3 {
			scanTo(t, stream, "event: ping")
		}
		b.move("e4")
		scanTo(t, stream, "event: move")
	})
}

// Whoever takes nothing of a stream is cut, and the others on the connection go
// on.
func TestStalledStreamOverHTTP2IsCutAndTheOthersGoOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble2(t)
		b.client.Transport.(*http.Transport).HTTP2 = &http.HTTP2Config{MaxReceiveBufferPerStream: 4096}
		query := "/watch/feed?game=" + string(b.id)
		for range 20 { // their snapshots fill the window
			query += "&game=" + string(b.newGame("e4 e5"))
		}
		other := b.events(t, b.feed("after=2"))
		scanTo(t, other, "retry: 2000")
		begin := time.Now()
		b.events(t, b.url+query) // reads nothing, ever
		b.move("e4")
		scanTo(t, other, "event: move")
		if waited := time.Since(begin); waited != 0 {
			t.Errorf("the other stream had to wait %v", waited)
		}
		time.Sleep(11 * time.Second)
		synctest.Wait()
		if got := b.closed("SSE", "cut"); got != 1 {
			t.Errorf("after 11 s %v readers were cut, want 1", got)
		}
		b.move("e5")
		scanTo(t, other, "event: move")
	})
}

// A server that stops ends all streams of a connection and lets go of it.
func TestStoppingServerEndsStreamsOverHTTP2(t *testing.T) {
	m, _ := serveTLS(t)
	var streams []*bufio.Scanner
	for range 5 {
		streams = append(streams, m.events(t, m.feed("after=2")))
	}
	m.until("all wait", func() bool { return m.readers("SSE") == 5 })
	m.stop()
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
	if err := m.kibitz.Drain(context.Background()); err != nil {
		t.Error(err)
	}
}
