package web_test

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"kibitz/web/meter"
)

// A scale is a client that counts the bytes of its connections itself.
type scale struct {
	*http.Client
	up, down atomic.Int64
	dialed   atomic.Int64
}

func newScale(t *testing.T) *scale {
	s := &scale{}
	transport := &http.Transport{DialContext: s.dial}
	s.Client = &http.Client{Transport: transport}
	t.Cleanup(transport.CloseIdleConnections)
	return s
}

func (s *scale) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	s.dialed.Add(1)
	return &weighed{conn, s}, err
}

// weigh returns what has gone up and down since the last time.
func (s *scale) weigh() meterCount {
	return meterCount{Up: s.up.Swap(0), Down: s.down.Swap(0)}
}

type weighed struct {
	net.Conn
	scale *scale
}

func (w *weighed) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	w.scale.down.Add(int64(n))
	return n, err
}

func (w *weighed) Write(p []byte) (int, error) {
	n, err := w.Conn.Write(p)
	w.scale.up.Add(int64(n))
	return n, err
}

// A meterCount is what /meters/ID answers.
type meterCount struct{ Requests, Up, Down int64 }

func (m *memory) meter(name string) meterCount {
	m.t.Helper()
	got := m.get(m.url + "/meters/" + name).decode(m.t)
	return meterCount{int64(got["requests"].(float64)), int64(got["up"].(float64)), int64(got["down"].(float64))}
}

func (c *meterCount) add(more meterCount) {
	c.Requests += more.Requests
	c.Up += more.Up
	c.Down += more.Down
}

// fetch gets an address and reads the answer to its end.
func (s *scale) fetch(t *testing.T, url string) {
	t.Helper()
	response, err := s.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		t.Fatal(err)
	}
}

// To the byte, with whatever else goes over the same connection, and right
// after the answer has come.
func TestMeterCountsPollsAndNotWhatElseGoesOverTheirConnection(t *testing.T) {
	m, s := serve(t), newScale(t)
	m.move("e4", "e5")
	var polls, others meterCount
	for i := range 100 {
		s.fetch(t, m.feed("meter=Polls1&after=0"))
		polls.add(s.weigh())
		if got := m.meter("Polls1"); got != (meterCount{int64(i + 1), polls.Up, polls.Down}) {
			t.Fatalf("after poll %d: got %+v, the client has %+v", i+1, got, polls)
		}
		switch i % 4 { // what comes in between is charged to nobody, or to another
		case 1:
			s.fetch(t, m.url+"/games/"+string(m.id)+".json")
			s.fetch(t, m.url+"/games/"+string(m.id)+".pgn")
			s.weigh()
		case 2:
			s.fetch(t, m.feed("meter=others&after=4"))
			others.add(s.weigh())
		case 3:
			s.fetch(t, m.feed("meter=%20&after=4")) // no name of a meter
			s.weigh()
		}
	}
	if got := m.meter("others"); got != (meterCount{25, others.Up, others.Down}) {
		t.Errorf("another meter: got %+v, the client has %+v", got, others)
	}
	if got := s.dialed.Load(); got != 1 {
		t.Errorf("the client has used %d connections, want 1", got)
	}
}

func TestMeterCountsLongPollsOfManyConnections(t *testing.T) {
	m, s := serve(t), newScale(t)
	var done sync.WaitGroup
	for range 20 {
		done.Go(func() {
			if response, err := s.Get(m.feed("meter=many&after=2&wait=50")); err != nil {
				t.Error(err)
			} else {
				_, _ = io.Copy(io.Discard, response.Body)
				response.Body.Close()
			}
		})
	}
	m.until("all wait", func() bool { return m.readers("long polling") == 20 })
	m.move("e4")
	done.Wait()
	if got, sum := m.meter("many"), s.weigh(); got != (meterCount{20, sum.Up, sum.Down}) {
		t.Errorf("got %+v, the client has %+v", got, sum)
	}
}

func TestMeterCountsAStreamWhileItIsOpen(t *testing.T) {
	m, s := serve(t), newScale(t)
	r, err := http.NewRequestWithContext(t.Context(), "GET", m.feed("meter=stream&after=2"), nil)
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
	var sum meterCount
	for _, move := range []string{"e4", "e5", "Nf3", "Nc6"} {
		m.move(move)
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
		m.until("the meter has what the client has", func() bool {
			sum.add(s.weigh())
			return m.meter("stream") == meterCount{1, sum.Up, sum.Down}
		})
	}
}

func TestMeterCountsASocketAndItsCommands(t *testing.T) {
	m, s := serve(t), newScale(t)
	conn, err := dialWebSocket(t.Context(), s.Client, m.feed("meter=socket&after=2"), http.Header{"Authorization": {asAnn}})
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
	if got, sum := m.meter("socket"), (meterCount{1, s.up.Load(), s.down.Load()}); got != sum {
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
	if got, sum := m.meter("socket"), (meterCount{1, s.up.Load(), s.down.Load()}); got != sum {
		t.Errorf("when it is closed: got %+v, the client has %+v", got, sum)
	}
}

// Over TLS the bytes are those on the wire, with the handshake.
func TestMeterCountsEncryptedConnections(t *testing.T) {
	m, s := newMemory(t), newScale(t)
	server := httptest.NewUnstartedServer(m.kibitz)
	server.Listener = meter.CountBytes(server.Listener)
	server.Config.ConnContext, server.Config.ConnState = meter.ConnContext, meter.ConnState
	server.StartTLS()
	t.Cleanup(server.Close)
	m.url, m.client = server.URL, server.Client()
	s.Client.Transport.(*http.Transport).TLSClientConfig = server.Client().Transport.(*http.Transport).TLSClientConfig
	for range 20 {
		s.fetch(t, m.feed("meter=secret&after=0"))
	}
	if got, sum := m.meter("secret"), s.weigh(); got != (meterCount{20, sum.Up, sum.Down}) {
		t.Errorf("got %+v, the client has %+v", got, sum)
	}
}

func TestMeterThatNobodyUsesIsAtZero(t *testing.T) {
	m := serve(t)
	if got := m.meter("unknown"); got != (meterCount{}) {
		t.Errorf("got %+v", got)
	}
	if got := m.get(m.url + "/meters/no-name"); got.status != 404 {
		t.Errorf("a name that is none: got %d, want 404", got.status)
	}
}
