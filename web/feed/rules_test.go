package feed_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"kibitz/web/webtest"
)

// Each rule of the protocol, and the code that its breach closes the socket
// with.
func TestBrokenRuleClosesTheSocketWithItsCode(t *testing.T) {
	text := func(frames ...string) func(*webtest.Peer) {
		return func(p *webtest.Peer) {
			for _, f := range frames {
				_ = p.WriteMessage(websocket.TextMessage, []byte(f))
			}
		}
	}
	for _, c := range []struct {
		name string
		do   func(*webtest.Peer)
		want string
	}{
		{"binary frame", func(p *webtest.Peer) { _ = p.WriteMessage(websocket.BinaryMessage, []byte(`{}`)) }, "close 1003"},
		{"broken JSON", text(`{"id":7,`), "close 1007"},
		{"empty frame", text(``), "close 1007"},
		{"null", text(`null`), "close 1007"},
		{"JSON that is no object", text(`["resign"]`), "close 1007"},
		{"two values", text(`{"do":"resign"}{}`), "close 1007"},
		{"not UTF-8", text("{\"do\":\"\xff\"}"), "close 1007"},
		{"a frame over 4 KiB", text(`{"do":"` + strings.Repeat("x", 4<<10) + `"}`), "close 1009"},
		{"a megabyte", text(strings.Repeat("x", 1<<20)), "close 1009"},
		{"a message of many frames", func(p *webtest.Peer) { drip(p.Conn, 50, 100) }, "close 1009"},
		{"bits that mean nothing", func(p *webtest.Peer) { raw(p.Conn, 0xf1, 0x80, 0, 0, 0, 0) }, "close 1002"},
		{"no mask", func(p *webtest.Peer) { raw(p.Conn, 0x81, 0x02, '{', '}') }, "close 1002"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := webtest.NewBubble(t)
				p := b.Join("after=2", "Authorization", webtest.AsAnn)
				go c.do(p)
				webtest.Want(t, p.Frames, c.want)
				time.Sleep(2 * time.Second)
				if got := b.Closed("WebSocket", "refused"); got != 1 {
					t.Errorf("%v readers were refused, want 1", got)
				}
				if e, _ := b.Games.EventsSince(t.Context(), b.ID, 2); len(e) > 0 {
					t.Errorf("it was obeyed: %v", e)
				}
			})
		})
	}
}

// drip sends one message in so many frames of so many bytes.
func drip(conn *websocket.Conn, frames, size int) {
	for i := range frames {
		first := byte(0)
		if i == 0 {
			first = websocket.TextMessage
		}
		raw(conn, append([]byte{first, 0x80 | byte(size), 0, 0, 0, 0}, make([]byte, size)...)...)
	}
}

// raw writes bytes past the library.
func raw(conn *websocket.Conn, bytes ...byte) {
	_ = conn.NetConn().SetWriteDeadline(time.Time{}) // a pong has left one
	_, _ = conn.NetConn().Write(bytes)
}

func TestMoreThan20CommandsIn5SecondsCloseTheSocket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		p := b.Join("after=2")
		for range 2 { // 20 at once are allowed, and again 5 s later
			for range 20 {
				p.Say(`{"id":1}`)
				webtest.Want(t, p.Frames, `{"re":1,"error":`)
			}
			time.Sleep(5 * time.Second)
		}
		for range 20 {
			p.Say(`{"id":1}`)
			webtest.Want(t, p.Frames, `{"re":1,"error":`)
		}
		time.Sleep(4999 * time.Millisecond)
		p.Say(`{"id":1}`)
		webtest.Want(t, p.Frames, "close 1008 (policy violation): more than 20 commands in 5s")
	})
}

// Over a real connection, whoever floods has unread bytes on the way when the
// socket is closed. The closing frame must reach it all the same.
func TestWhoFloodsTheSocketLearnsWhyItWasClosed(t *testing.T) {
	m := webtest.Serve(t)
	for range 20 {
		conn, err := webtest.DialWebSocket(t.Context(), m.Client, m.FeedURL("after=2"), nil)
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			for conn.WriteMessage(websocket.TextMessage, []byte(`{"id":1}`)) == nil {
			}
		}()
		for err == nil {
			_, _, err = conn.ReadMessage()
		}
		if conn.Close(); !websocket.IsCloseError(err, websocket.ClosePolicyViolation) {
			t.Fatalf("got %v, want 1008", err)
		}
	}
}
