package meter_test

import (
	"bufio"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"kibitz/web/meter"
	"kibitz/web/webtest"
)

func meterCount(m *webtest.Memory, name string) webtest.Count {
	m.T.Helper()
	got := m.Get(m.URL + "/meters/" + name).Decode(m.T)
	return webtest.Count{Requests: int64(got["requests"].(float64)), Up: int64(got["up"].(float64)), Down: int64(got["down"].(float64))}
}

// To the byte, with whatever else goes over the same connection, and right
// after the answer has come.
func TestMeterCountsPollsAndNotWhatElseGoesOverTheirConnection(t *testing.T) {
	m, s := webtest.Serve(t), webtest.NewScale(t)
	m.Move("e4", "e5")
	var polls, others webtest.Count
	for i := range 100 {
		s.Fetch(t, m.FeedURL("meter=Polls1&after=0"))
		polls.Add(s.Weigh())
		if got := meterCount(m, "Polls1"); got != (webtest.Count{Requests: int64(i + 1), Up: polls.Up, Down: polls.Down}) {
			t.Fatalf("after poll %d: got %+v, the client has %+v", i+1, got, polls)
		}
		switch i % 4 { // what comes in between is charged to nobody, or to another
		case 1:
			s.Fetch(t, m.URL+"/games/"+string(m.ID)+".json")
			s.Fetch(t, m.URL+"/games/"+string(m.ID)+".pgn")
			s.Weigh()
		case 2:
			s.Fetch(t, m.FeedURL("meter=others&after=4"))
			others.Add(s.Weigh())
		case 3:
			s.Fetch(t, m.FeedURL("meter=%20&after=4")) // no name of a meter
			s.Weigh()
		}
	}
	if got := meterCount(m, "others"); got != (webtest.Count{Requests: 25, Up: others.Up, Down: others.Down}) {
		t.Errorf("another meter: got %+v, the client has %+v", got, others)
	}
	if got := s.Dialed.Load(); got != 1 {
		t.Errorf("the client has used %d connections, want 1", got)
	}
}

func TestMeterCountsLongPollsOfManyConnections(t *testing.T) {
	m, s := webtest.Serve(t), webtest.NewScale(t)
	var done sync.WaitGroup
	for range 20 {
		done.Go(func() {
			if response, err := s.Get(m.FeedURL("meter=many&after=2&wait=50")); err != nil {
				t.Error(err)
			} else {
				_, _ = io.Copy(io.Discard, response.Body)
				response.Body.Close()
			}
		})
	}
	m.Until("all wait", func() bool { return m.Readers("long polling") == 20 })
	m.Move("e4")
	done.Wait()
	if got, sum := meterCount(m, "many"), s.Weigh(); got != (webtest.Count{Requests: 20, Up: sum.Up, Down: sum.Down}) {
		t.Errorf("got %+v, the client has %+v", got, sum)
	}
}

func TestMeterCountsAStreamWhileItIsOpen(t *testing.T) {
	m, s := webtest.Serve(t), webtest.NewScale(t)
	r, err := http.NewRequestWithContext(t.Context(), "GET", m.FeedURL("meter=stream&after=2"), nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept", "text/event-stream")
	response, err := s.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	lines := bufio.NewReader(response.Body)
	var sum webtest.Count
	for _, move := range []string{"e4", "e5", "Nf3", "Nc6"} {
		m.Move(move)
		for line := ""; line != "event: move\n"; {
			if line, err = lines.ReadString('\n'); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 { // data and the blank line
			if _, err := lines.ReadString('\n'); err != nil {
				t.Fatal(err)
			}
		}
		// The reader's own buffers may not have taken the end of the chunk yet.
		m.Until("the meter has what the client has", func() bool {
			sum.Add(s.Weigh())
			return meterCount(m, "stream") == webtest.Count{Requests: 1, Up: sum.Up, Down: sum.Down}
		})
	}
}

func TestMeterCountsASocketAndItsCommands(t *testing.T) {
	m, s := webtest.Serve(t), webtest.NewScale(t)
	conn, err := webtest.DialWebSocket(t.Context(), s.Client, m.FeedURL("meter=socket&after=2"), http.Header{"Authorization": {webtest.AsAnn}})
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if err := conn.WriteMessage(websocket.TextMessage, []byte(`{"id":1,"do":"move","move":"e2e5"}`)); err != nil {
			t.Fatal(err)
		}
		if _, _, err := conn.ReadMessage(); err != nil {
			t.Fatal(err)
		}
	}
	if got, sum := meterCount(m, "socket"), (webtest.Count{Requests: 1, Up: s.Up.Load(), Down: s.Down.Load()}); got != sum {
		t.Errorf("while it is open: got %+v, the client has %+v", got, sum)
	}
	bye := websocket.FormatCloseMessage(websocket.CloseNormalClosure, "")
	if err := conn.WriteControl(websocket.CloseMessage, bye, time.Now().Add(time.Second)); err != nil {
		t.Fatal(err)
	}
	for err == nil {
		_, _, err = conn.ReadMessage()
	}
	conn.Close()
	if got, sum := meterCount(m, "socket"), (webtest.Count{Requests: 1, Up: s.Up.Load(), Down: s.Down.Load()}); got != sum {
		t.Errorf("when it is closed: got %+v, the client has %+v", got, sum)
	}
}

// Over TLS the bytes are those on the wire, with the handshake.
func TestMeterCountsEncryptedConnections(t *testing.T) {
	m, s := webtest.NewMemory(t), webtest.NewScale(t)
	server := httptest.NewUnstartedServer(m.Kibitz)
	server.Listener = meter.CountBytes(server.Listener)
	server.Config.ConnContext, server.Config.ConnState = meter.ConnContext, meter.ConnState
	server.StartTLS()
	t.Cleanup(server.Close)
	m.URL, m.Client = server.URL, server.Client()
	s.Client.Transport.(*http.Transport).TLSClientConfig = server.Client().Transport.(*http.Transport).TLSClientConfig
	for range 20 {
		s.Fetch(t, m.FeedURL("meter=secret&after=0"))
	}
	if got, sum := meterCount(m, "secret"), s.Weigh(); got != (webtest.Count{Requests: 20, Up: sum.Up, Down: sum.Down}) {
		t.Errorf("got %+v, the client has %+v", got, sum)
	}
}

func TestMeterThatNobodyUsesIsAtZero(t *testing.T) {
	m := webtest.Serve(t)
	if got := meterCount(m, "unknown"); got != (webtest.Count{}) {
		t.Errorf("got %+v", got)
	}
	if got := m.Get(m.URL + "/meters/no-name"); got.Status != 404 {
		t.Errorf("a name that is none: got %d, want 404", got.Status)
	}
}
