package lab_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/web/webtest"
)

func TestCutBreaksStreamsInTheMiddle(t *testing.T) {
	m := webtest.Serve(t)
	path := openLab(m, `{"rate":0.1}`)
	sse, socket := linesOf(m, path), dialFeed(t, m, path)
	held := make(chan error, 1)
	go func() {
		_, err := m.Try("GET", m.URL+path+"/feed?after=1&wait=50")
		held <- err
	}()
	m.Until("all wait", func() bool {
		return m.Readers("SSE") == 1 && m.Readers("WebSocket") == 1 && m.Readers("long polling") == 1
	})
	m.Post(path, `{"do":"cut"}`)
	waitFor(t, sse, "broken: unexpected EOF")
	waitFor(t, socket, "unexpected EOF")
	if err := <-held; err == nil {
		t.Error("the long poll was answered, and not cut")
	}
	counts := labState(m, path)["counts"].(map[string]any)
	for _, transport := range []string{"SSE", "WebSocket", "long polling"} {
		if got := counts[transport].(map[string]any)["cut"]; got != 1.0 {
			t.Errorf("%s: %v were cut, want 1", transport, got)
		}
	}
}

func TestErrorsAre503ForAllUntilTheTimeIsUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		path := openLab(b.Memory, `{"rate":0.1}`)
		b.Post(path, `{"do":"errors"}`)
		accepts := []string{"application/json", "text/event-stream", "application/x-ndjson"}
		for _, accept := range accepts {
			if got := b.Get(b.URL+path+"/feed?after=1", "Accept", accept); got.Status != 503 || got.Header.Get("Retry-After") == "" {
				t.Errorf("%s: got %d, want 503", accept, got.Status)
			}
		}
		time.Sleep(5 * time.Second)
		if got := b.Get(b.URL+path+"/feed?after=0", "Accept", accepts[0]); got.Status != 200 {
			t.Errorf("after 5 s: got %d, want 200", got.Status)
		}
		if got := labState(b.Memory, path)["counts"].(map[string]any)["SSE"].(map[string]any)["refused"]; got != 1.0 {
			t.Errorf("%v streams were refused, want 1", got)
		}
	})
}

func TestStallSaysNothingAndClosesNothingAndThenSendsAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		path := openLab(b.Memory, `{"rate":0.1}`)
		lines := b.Lines(b.Connect(path+"/feed?after=1", "Accept", "text/event-stream"))
		p := b.DialPeer(path+"/feed?after=1", http.Header{})
		webtest.Want(t, lines, "retry: 2000")
		b.Post(path, `{"do":"stall"}`)
		b.Post(path, `{"do":"message"}`)
		time.Sleep(29 * time.Second)
		synctest.Wait()
		if len(lines) > 0 {
			t.Errorf("SSE: %q came", <-lines)
		}
		for len(p.Frames) > 0 {
			if frame := <-p.Frames; frame != "ping" { // the socket's own: they say nothing to the page
				t.Errorf("WebSocket: %q came", frame)
			}
		}
		waitFor(t, lines, `"kind":"chat"`)
		waitFor(t, p.Frames, `"kind":"chat"`)
	})
}

func TestRestartOfALabTakesLeaveLikeAServerThatStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		path := openLab(b.Memory, `{"rate":0.1}`)
		lines := b.Lines(b.Connect(path+"/feed?after=1", "Accept", "text/event-stream"))
		webtest.Want(t, lines, "retry: 2000")
		p := b.DialPeer(path+"/feed?after=1", http.Header{})
		held := make(chan webtest.Answer)
		go func() {
			got, err := b.Try("GET", b.URL+path+"/feed?after=1&wait=55")
			if err != nil {
				t.Error(err)
			}
			held <- got
		}()
		synctest.Wait()
		b.Post(path, `{"do":"restart"}`)
		webtest.Want(t, lines, "retry: ")
		webtest.WantEnd(t, lines)
		webtest.Want(t, p.Frames, "close 1012")
		if got := <-held; got.Status != 204 || got.Header.Get("Retry-After") == "" || got.Header.Get("Preference-Applied") != "" {
			t.Errorf("long poll: got %d %v", got.Status, got.Header)
		}
		if got := b.Get(b.URL+path+"/feed?after=0", "Accept", "application/json"); got.Status != 200 {
			t.Errorf("afterwards: got %d, want 200", got.Status)
		}
	})
}

func TestDelayIsAddedToEachAnswerAndToEachEventOfAStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		path := openLab(b.Memory, `{"rate":0.1,"delay":700}`)
		lines := b.Lines(b.Connect(path+"/feed?after=1", "Accept", "text/event-stream"))
		webtest.Want(t, lines, "retry: 2000")
		begin := time.Now()
		b.Post(path, `{"do":"message"}`)
		time.Sleep(300 * time.Millisecond)
		b.Post(path, `{"do":"message"}`)
		for i, d := range []time.Duration{700, 1000} { // the second does not wait for the first to arrive
			waitFor(t, lines, "event: chat")
			if got := time.Since(begin); got != d*time.Millisecond {
				t.Errorf("message %d came after %v, want %v", i+1, got, d*time.Millisecond)
			}
		}
		begin = time.Now()
		b.Get(b.URL+path+"/feed?after=0", "Accept", "application/json")
		if got := time.Since(begin); got != 700*time.Millisecond {
			t.Errorf("a poll took %v, want 700ms", got)
		}
	})
}

// What is broken in one lab is whole in another, and in the games that people
// play.
func TestFaultsOfALabTouchNobodyElse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		broken, whole := openLab(b.Memory, `{"rate":0.1}`), openLab(b.Memory, `{"rate":0.1}`)
		other := b.Lines(b.Connect(whole+"/feed?after=1", "Accept", "text/event-stream"))
		real := b.Lines(b.Stream("2"))
		watcher := b.Join("after=2")
		webtest.Want(t, other, "retry: 2000")
		webtest.Want(t, real, "retry: 2000")
		moves := strings.Fields("e4 e5 Nf3 Nc6 Bb5 a6")
		for i, fault := range []string{"cut", "errors", "stall", "restart", "messages", "message"} {
			if got := b.Post(broken, `{"do":"`+fault+`","delay":5000}`); got.Status != 200 {
				t.Fatalf("%s: got %d %s", fault, got.Status, got.Body)
			}
			begin := time.Now()
			b.Move(moves[i])
			waitFor(t, real, "event: move")
			waitFor(t, watcher.Frames, `"kind":"move"`)
			b.Post(whole, `{"do":"message"}`)
			waitFor(t, other, "event: chat")
			if got := b.Get(b.FeedURL("after=2"), "Accept", "application/json"); got.Status != 200 {
				t.Errorf("%s: a poll of the game: got %d, want 200", fault, got.Status)
			}
			if got := time.Since(begin); got != 0 {
				t.Errorf("%s: the others waited %v", fault, got)
			}
		}
		if got := b.Closed("SSE", "gone") + b.Closed("SSE", "cut") + b.Closed("WebSocket", "gone"); got != 0 {
			t.Errorf("%v readers have ended, want none", got)
		}
	})
}

func TestSocketOfALabTakesNoCommands(t *testing.T) {
	m := webtest.Serve(t)
	path := openLab(m, `{"rate":0.1}`)
	conn, err := webtest.DialWebSocket(t.Context(), m.Client, m.URL+path+"/feed?after=1", http.Header{"Authorization": {webtest.AsAnn}})
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
