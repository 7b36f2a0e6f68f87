package web_test

import (
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// wantAfter waits for a line that begins so, and for how long it takes.
func wantAfter(t *testing.T, lines <-chan string, d time.Duration, prefix string) {
	t.Helper()
	begin := time.Now()
	want(t, lines, prefix)
	if got := time.Since(begin); got != d {
		t.Errorf("%q… came after %v, want %v", prefix, got, d)
	}
}

func TestSocketIsPingedEvery15SecondsByTextAndByProtocol(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		p := b.join("after=2")
		for range 20 { // a client that answers is kept for ever
			time.Sleep(15 * time.Second)
			synctest.Wait()
			wantBoth(t, p.frames, "ping", `{"game":"`+string(b.id)+`","version":2,`)
			if len(p.frames) > 0 {
				t.Fatalf("and then %q", <-p.frames)
			}
		}
		if got := b.readers("WebSocket"); got != 1 {
			t.Errorf("%v readers are open, want 1", got)
		}
	})
}

// Events go out and nothing of that says that they arrive, so the protocol's
// pings go on; the page's, which say that there is no news, do not.
func TestBusySocketIsPingedByProtocolToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		p := b.join("after=2")
		time.Sleep(10 * time.Second)
		b.move("e4")
		wantAfter(t, p.frames, 0, `{"game":`)
		wantAfter(t, p.frames, 5*time.Second, "ping")
		time.Sleep(5 * time.Second)
		b.move("e5")
		wantAfter(t, p.frames, 0, `{"game":`)
		wantAfter(t, p.frames, 10*time.Second, "ping")
		wantAfter(t, p.frames, 5*time.Second, `{"game":"`+string(b.id)+`","version":4,`)
	})
}

// handshake is what a client sends that speaks WebSocket by hand.
var handshake = []string{"Connection", "Upgrade", "Upgrade", "websocket",
	"Sec-WebSocket-Version", "13", "Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="}

// A peer whose machine has gone takes what is written to it, as far as can be
// told here, and answers nothing.
func TestDeadPeerIsDroppedAfter40Seconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		conn := b.connect(b.path("after=2"), handshake...)
		begin := time.Now()
		_, _ = io.Copy(io.Discard, conn)
		if got := time.Since(begin); got != 40*time.Second {
			t.Errorf("it was dropped after %v, want 40 s", got)
		}
		synctest.Wait()
		if got := b.closed("WebSocket", "gone"); got != 1 {
			t.Errorf("%v readers are gone, want 1", got)
		}
	})
}

func TestStalledSocketIsCutAfter10SecondsAndNobodyWaitsForIt(t *testing.T) {
	for name, stall := range map[string]func(*bubble, net.Conn){
		"by an event": func(b *bubble, _ net.Conn) { b.move("e4") },
		"by the answer to a command": func(b *bubble, conn net.Conn) {
			conn.Write([]byte{0x81, 0x82, 0, 0, 0, 0, '{', '}'})
			conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
			for range 3 { // nothing more is obeyed meanwhile
				conn.Write(append([]byte{0x81, 0x80 | 15, 0, 0, 0, 0}, `{"do":"resign"}`...))
			}
			b.move("e4")
		},
		"by a pong": func(b *bubble, conn net.Conn) {
			conn.Write([]byte{0x89, 0x80, 0, 0, 0, 0})
			synctest.Wait()
			b.move("e4")
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := newBubble(t)
				conn := b.connect(b.path("after=2"), append(handshake, "Authorization", asAnn)...)
				if _, err := io.ReadFull(conn, make([]byte, len("HTTP/1.1 101 "))); err != nil {
					t.Fatal(err)
				}
				readUntil(t, conn, "\r\n\r\n")
				other := b.join("after=2")
				begin := time.Now()
				stall(b, conn)
				want(t, other.frames, `{"game":`)
				if waited := time.Since(begin); waited > 5*time.Second {
					t.Errorf("the other reader had to wait %v", waited)
				}
				time.Sleep(time.Until(begin.Add(9 * time.Second)))
				if got := b.readers("WebSocket"); got != 2 {
					t.Errorf("after 9 s there are %v readers, want 2", got)
				}
				time.Sleep(2 * time.Second)
				if got := b.closed("WebSocket", "cut"); got != 1 || b.readers("WebSocket") != 1 {
					t.Errorf("%v readers were cut and %v left, want 1 and 1", got, b.readers("WebSocket"))
				}
			})
		})
	}
}

func readUntil(t *testing.T, r io.Reader, end string) (text string) {
	t.Helper()
	for one := make([]byte, 1); !strings.HasSuffix(text, end); text += string(one) {
		if _, err := r.Read(one); err != nil {
			t.Fatalf("after %q: %v", text, err)
		}
	}
	return text
}

func TestSocketOfAFinishedGameIsClosedForGood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		b.id = b.newGame("f3 e5 g4 Qh4#")
		late := b.join("after=6")
		want(t, late.frames, "close 1000 (normal): the game is over")
		fresh := b.join("")
		want(t, fresh.frames, `{"game":`, "close 1000")
		synctest.Wait()
		if got := b.closed("WebSocket", "completed"); got != 2 {
			t.Errorf("%v readers were completed, want 2", got)
		}
	})
}

func TestSocketThatGoesAwayLeavesNothingBehind(t *testing.T) {
	for _, c := range []struct {
		name, reason string
		leave        func(*peer)
	}{
		{"with a word", "left", func(p *peer) { raw(p.Conn, 0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe9) }},
		{"without", "gone", func(p *peer) { p.Close() }},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // fails if a goroutine is left
				b := newBubble(t)
				p := b.join("after=2")
				time.Sleep(time.Second)
				c.leave(p)
				synctest.Wait()
				if got := b.closed("WebSocket", c.reason); got != 1 {
					t.Errorf("%v readers have %s, want 1", got, c.reason)
				}
				time.Sleep(2 * time.Minute)
				if got := b.hub.Rooms(); got != 0 {
					t.Errorf("%d rooms are left, want none", got)
				}
			})
		})
	}
}
