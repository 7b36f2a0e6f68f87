package web_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestCutBreaksStreamsInTheMiddle(t *testing.T) {
	m := serve(t)
	path := m.openLab(`{"rate":0.1}`)
	sse, socket := m.lines(path), dialFeed(t, m, path)
	held := make(chan error, 1)
	go func() {
		_, err := m.try("GET", m.url+path+"/feed?after=1&wait=50")
		held <- err
	}()
	m.until("all wait", func() bool {
		return m.readers("SSE") == 1 && m.readers("WebSocket") == 1 && m.readers("long polling") == 1
	})
	m.post(path, `{"do":"cut"}`)
	waitFor(t, sse, "broken: unexpected EOF")
	waitFor(t, socket, "unexpected EOF")
	if err := <-held; err == nil {
		t.Error("the long poll was answered, and not cut")
	}
	counts := m.lab(path)["counts"].(map[string]any)
	for _, transport := range []string{"SSE", "WebSocket", "long polling"} {
		if got := counts[transport].(map[string]any)["cut"]; got != 1.0 {
			t.Errorf("%s: %v were cut, want 1", transport, got)
		}
	}
}

func TestErrorsAre503ForAllUntilTheTimeIsUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		path := b.openLab(`{"rate":0.1}`)
		b.post(path, `{"do":"errors"}`)
		accepts := []string{"application/json", "text/event-stream", "application/x-ndjson"}
		for _, accept := range accepts {
			if got := b.get(b.url+path+"/feed?after=1", "Accept", accept); got.status != 503 || got.header.Get("Retry-After") == "" {
				t.Errorf("%s: got %d, want 503", accept, got.status)
			}
		}
		time.Sleep(5 * time.Second)
		if got := b.get(b.url+path+"/feed?after=0", "Accept", accepts[0]); got.status != 200 {
			t.Errorf("after 5 s: got %d, want 200", got.status)
		}
		if got := b.lab(path)["counts"].(map[string]any)["SSE"].(map[string]any)["refused"]; got != 1.0 {
			t.Errorf("%v streams were refused, want 1", got)
		}
	})
}

func TestStallSaysNothingAndClosesNothingAndThenSendsAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		path := b.openLab(`{"rate":0.1}`)
		lines := b.lines(b.connect(path+"/feed?after=1", "Accept", "text/event-stream"))
		p := b.dialPeer(path+"/feed?after=1", http.Header{})
		want(t, lines, "retry: 2000")
		b.post(path, `{"do":"stall"}`)
		b.post(path, `{"do":"message"}`)
		time.Sleep(29 * time.Second)
		synctest.Wait()
		if len(lines) > 0 {
			t.Errorf("SSE: %q came", <-lines)
		}
		for len(p.frames) > 0 {
			if frame := <-p.frames; frame != "ping" { // the socket's own: they say nothing to the page
				t.Errorf("WebSocket: %q came", frame)
			}
		}
		waitFor(t, lines, `"kind":"chat"`)
		waitFor(t, p.frames, `"kind":"chat"`)
	})
}

func TestRestartOfALabTakesLeaveLikeAServerThatStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		path := b.openLab(`{"rate":0.1}`)
		lines := b.lines(b.connect(path+"/feed?after=1", "Accept", "text/event-stream"))
		want(t, lines, "retry: 2000")
		p := b.dialPeer(path+"/feed?after=1", http.Header{})
		held := make(chan answer)
		go func() {
			got, err := b.try("GET", b.url+path+"/feed?after=1&wait=55")
			if err != nil {
				t.Error(err)
			}
			held <- got
		}()
		synctest.Wait()
		b.post(path, `{"do":"restart"}`)
		want(t, lines, "retry: ")
		wantEnd(t, lines)
		want(t, p.frames, "close 1012")
		if got := <-held; got.status != 204 || got.header.Get("Retry-After") == "" || got.header.Get("Preference-Applied") != "" {
			t.Errorf("long poll: got %d %v", got.status, got.header)
		}
		if got := b.get(b.url+path+"/feed?after=0", "Accept", "application/json"); got.status != 200 {
			t.Errorf("afterwards: got %d, want 200", got.status)
		}
	})
}

func TestDelayIsAddedToEachAnswerAndToEachEventOfAStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		path := b.openLab(`{"rate":0.1,"delay":700}`)
		lines := b.lines(b.connect(path+"/feed?after=1", "Accept", "text/event-stream"))
		want(t, lines, "retry: 2000")
		begin := time.Now()
		b.post(path, `{"do":"message"}`)
		time.Sleep(300 * time.Millisecond)
		b.post(path, `{"do":"message"}`)
		for i, d := range []time.Duration{700, 1000} { // the second does not wait for the first to arrive
			waitFor(t, lines, "event: chat")
			if got := time.Since(begin); got != d*time.Millisecond {
				t.Errorf("message %d came after %v, want %v", i+1, got, d*time.Millisecond)
			}
		}
		begin = time.Now()
		b.get(b.url+path+"/feed?after=0", "Accept", "application/json")
		if got := time.Since(begin); got != 700*time.Millisecond {
			t.Errorf("a poll took %v, want 700ms", got)
		}
	})
}

// What is broken in one lab is whole in another, and in the games that people
// play.
func TestFaultsOfALabTouchNobodyElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		broken, whole := b.openLab(`{"rate":0.1}`), b.openLab(`{"rate":0.1}`)
		other := b.lines(b.connect(whole+"/feed?after=1", "Accept", "text/event-stream"))
		real := b.lines(b.stream("2"))
		watcher := b.join("after=2")
		want(t, other, "retry: 2000")
		want(t, real, "retry: 2000")
		moves := strings.Fields("e4 e5 Nf3 Nc6 Bb5 a6")
		for i, fault := range []string{"cut", "errors", "stall", "restart", "messages", "message"} {
			if got := b.post(broken, `{"do":"`+fault+`","delay":5000}`); got.status != 200 {
				t.Fatalf("%s: got %d %s", fault, got.status, got.body)
			}
			begin := time.Now()
			b.move(moves[i])
			waitFor(t, real, "event: move")
			waitFor(t, watcher.frames, `"kind":"move"`)
			b.post(whole, `{"do":"message"}`)
			waitFor(t, other, "event: chat")
			if got := b.get(b.feed("after=2"), "Accept", "application/json"); got.status != 200 {
				t.Errorf("%s: a poll of the game: got %d, want 200", fault, got.status)
			}
			if got := time.Since(begin); got != 0 {
				t.Errorf("%s: the others waited %v", fault, got)
			}
		}
		if got := b.closed("SSE", "gone") + b.closed("SSE", "cut") + b.closed("WebSocket", "gone"); got != 0 {
			t.Errorf("%v readers have ended, want none", got)
		}
	})
}

func TestSocketOfALabTakesNoCommands(t *testing.T) {
	m := serve(t)
	path := m.openLab(`{"rate":0.1}`)
	conn, err := dialWebSocket(t.Context(), m.client, m.url+path+"/feed?after=1", http.Header{"Authorization": {asAnn}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.WriteMessage(1, []byte(`{"id":1,"do":"move","move":"e4"}`)); err != nil {
		t.Fatal(err)
	}
	for {
		_, data, err := conn.ReadMessage()
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(data), `"re":1`) {
			if !strings.Contains(string(data), `"status":400`) {
				t.Errorf("got %s, want 400", data)
			}
			return
		}
	}
}
