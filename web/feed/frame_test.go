package feed

import (
	"bufio"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
	"kibitz/game/wire"
)

// A nowhere is a connection that takes everything and says nothing.
type nowhere struct {
	net.Conn
	closed chan struct{}
}

func (n *nowhere) Read([]byte) (int, error)         { <-n.closed; return 0, net.ErrClosed }
func (n *nowhere) Write(p []byte) (int, error)      { return len(p), nil }
func (n *nowhere) Close() error                     { close(n.closed); return nil }
func (n *nowhere) SetDeadline(time.Time) error      { return nil }
func (n *nowhere) SetReadDeadline(time.Time) error  { return nil }
func (n *nowhere) SetWriteDeadline(time.Time) error { return nil }

// handedOver is an answer whose connection is nowhere.
type handedOver struct {
	*httptest.ResponseRecorder
	conn net.Conn
}

func (h handedOver) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return h.conn, bufio.NewReadWriter(bufio.NewReader(h.conn), bufio.NewWriter(h.conn)), nil
}

func newNowhere(tb testing.TB) *socket {
	tb.Helper()
	r := httptest.NewRequest("GET", "/", nil)
	for name, value := range map[string]string{"Connection": "Upgrade", "Upgrade": "websocket",
		"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="} {
		r.Header.Set(name, value)
	}
	conn, err := upgrade(handedOver{httptest.NewRecorder(), &nowhere{closed: make(chan struct{})}}, r)
	if err != nil {
		tb.Fatal(err)
	}
	return newSocket(conn, func() time.Duration { return writeTimeout }, func() {}, nil)
}

// What is saved by making an event's frame once for all of 1,000 sockets. The
// connections take no time.
func BenchmarkFramesTo1000(b *testing.B) {
	e := game.Event{Game: "someGame", Version: 3, Kind: game.Moved, Status: game.Playing, FEN: rules.StartFEN}
	sockets := make([]*socket, 1000)
	for i := range sockets {
		sockets[i] = newNowhere(b)
	}
	for _, c := range []struct {
		name  string
		frame func(shared *wire.Event) Message
	}{
		{"prepared", func(a *wire.Event) Message { return Message{shared: a.For("")} }},
		{"framed by each", func(a *wire.Event) Message { data, _ := a.For("").JSON(); return Message{data: data} }},
		{"encoded by each", func(*wire.Event) Message { data, _ := wire.EventJSON(&e, ""); return Message{data: data} }},
		{"encoded for players by each", func(*wire.Event) Message { data, _ := wire.EventJSON(&e, rules.White); return Message{data: data} }},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				shared := wire.NewEvent(e)
				for _, s := range sockets {
					s.send(c.frame(shared))
				}
			}
			if err := sockets[0].flush(); err != nil {
				b.Fatal(err)
			}
		})
	}
}

var _ http.Hijacker = handedOver{}
