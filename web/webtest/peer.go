package webtest

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
)

// A Peer is a WebSocket client that reads all the time and sends what it has read to
// Frames, except presence.
type Peer struct {
	*websocket.Conn
	t      *testing.T
	Frames chan string // texts; "ping" for a ping frame, "close 1000 …" for a closing one
}

// Join opens a WebSocket to the feed of the game.
func (b *Bubble) Join(query string, header ...string) *Peer {
	b.T.Helper()
	h := http.Header{}
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return b.DialPeer(b.FeedPath(query), h)
}

// DialPeer opens a WebSocket to a path.
func (b *Bubble) DialPeer(path string, h http.Header) *Peer {
	b.T.Helper()
	conn, err := DialWebSocket(b.T.Context(), b.Client, b.URL+path, h)
	if err != nil {
		b.T.Fatal(err)
	}
	b.T.Cleanup(func() { conn.Close() })
	p := &Peer{conn, b.T.(*testing.T), make(chan string, 200)}
	pong, first := conn.PingHandler(), true
	conn.SetPingHandler(func(data string) error {
		if !first { // that one comes at once, to measure the round trip
			p.Frames <- "ping"
		}
		first = false
		go pong(data) // the pipe holds nothing: whoever waits to write must read meanwhile
		return nil
	})
	go p.listen()
	return p
}

func (p *Peer) listen() {
	defer close(p.Frames)
	for {
		_, data, err := p.ReadMessage()
		var closed *websocket.CloseError
		switch {
		case err == nil && IsPresence(string(data)):
			continue
		case err == nil:
			p.Frames <- string(data)
			continue
		case errors.As(err, &closed) && closed.Code != websocket.CloseAbnormalClosure:
			p.Frames <- "close " + closed.Error()[len("websocket: close "):]
		}
		return
	}
}

// IsPresence reports whether a line or a frame tells who is there. It comes at any
// time, and most tests pass it over.
func IsPresence(text string) bool { return strings.Contains(text, `"kind":"presence"`) }

// Say sends a text frame, such as a command.
func (p *Peer) Say(command string) {
	p.t.Helper()
	if err := p.WriteMessage(websocket.TextMessage, []byte(command)); err != nil {
		p.t.Fatal(err)
	}
}
