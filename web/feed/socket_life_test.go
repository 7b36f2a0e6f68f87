package feed_test

import (
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/web/webtest"
)

// wantAfter waits for a line that begins so, and for how long it takes.
func wantAfter(t *testing.T, lines <-chan string, d time.Duration, prefix string) {
	t.Helper()
	begin := time.Now()
	webtest.Want(t, lines, prefix)
	if got := time.Since(begin); got != d {
		t.Errorf("%q… came after %v, want %v", prefix, got, d)
	}
}

func TestSocketIsPingedEvery15SecondsByTextAndByProtocol(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		p := b.Join("after=2")
		for range 20 { // a client that answers is kept for ever
			time.Sleep(15 * time.Second)
			synctest.Wait()
			webtest.WantBoth(t, p.Frames, "ping", `{"game":"`+string(b.ID)+`","version":2,`)
			if len(p.Frames) > 0 {
				t.Fatalf("and then %q", <-p.Frames)
			}
		}
		if got := b.Readers("WebSocket"); got != 1 {
			t.Errorf("%v readers are open, want 1", got)
		}
	})
}

// Events go out and nothing of that says that they arrive, so the protocol's
// pings go on; the page's, which say that there is no news, do not.
func TestBusySocketIsPingedByProtocolToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		p := b.Join("after=2")
		time.Sleep(10 * time.Second)
		b.Move("e4")
		wantAfter(t, p.Frames, 0, `{"game":`)
		wantAfter(t, p.Frames, 5*time.Second, "ping")
		time.Sleep(5 * time.Second)
		b.Move("e5")
		wantAfter(t, p.Frames, 0, `{"game":`)
		wantAfter(t, p.Frames, 10*time.Second, "ping")
		wantAfter(t, p.Frames, 5*time.Second, `{"game":"`+string(b.ID)+`","version":4,`)
	})
}

// A peer whose machine has gone takes what is written to it, as far as can be
// told here, and answers nothing.
func TestDeadPeerIsDroppedAfter40Seconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		conn := b.Connect(b.FeedPath("after=2"), webtest.Handshake...)
		begin := time.Now()
		_, _ = io.Copy(io.Discard, conn)
		if got := time.Since(begin); got != 40*time.Second {
			t.Errorf("it was dropped after %v, want 40 s", got)
		}
		synctest.Wait()
		if got := b.Closed("WebSocket", "gone"); got != 1 {
			t.Errorf("%v readers are gone, want 1", got)
		}
	})
}

func TestStalledSocketIsCutAfter10SecondsAndNobodyWaitsForIt(t *testing.T) {
	for name, stall := range map[string]func(*webtest.Bubble, net.Conn){
		"by an event": func(b *webtest.Bubble, _ net.Conn) { b.Move("e4") },
		"by the answer to a command": func(b *webtest.Bubble, conn net.Conn) {
			conn.Write([]byte{0x81, 0x82, 0, 0, 0, 0, '{', '}'})
			conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
			for range 3 { // nothing more is obeyed meanwhile
				conn.Write(append([]byte{0x81, 0x80 | 15, 0, 0, 0, 0}, `{"do":"resign"}`...))
			}
			b.Move("e4")
		},
		"by a pong": func(b *webtest.Bubble, conn net.Conn) {
			conn.Write([]byte{0x89, 0x80, 0, 0, 0, 0})
			synctest.Wait()
			b.Move("e4")
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := webtest.NewBubble(t)
				conn := b.Connect(b.FeedPath("after=2"), append(webtest.Handshake, "Authorization", webtest.AsAnn)...)
				if _, err := io.ReadFull(conn, make([]byte, len("HTTP/1.1 101 "))); err != nil {
					t.Fatal(err)
				}
				readUntil(t, conn, "\r\n\r\n")
				other := b.Join("after=2")
				begin := time.Now()
				stall(b, conn)
				webtest.Want(t, other.Frames, `{"game":`)
				if waited := time.Since(begin); waited > 5*time.Second {
					t.Errorf("the other reader had to wait %v", waited)
				}
				time.Sleep(time.Until(begin.Add(9 * time.Second)))
				if got := b.Readers("WebSocket"); got != 2 {
					t.Errorf("after 9 s there are %v readers, want 2", got)
				}
				time.Sleep(2 * time.Second)
				if got := b.Closed("WebSocket", "cut"); got != 1 || b.Readers("WebSocket") != 1 {
					t.Errorf("%v readers were cut and %v left, want 1 and 1", got, b.Readers("WebSocket"))
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
		b := webtest.NewBubble(t)
		b.ID = b.NewGame("f3 e5 g4 Qh4#")
		late := b.Join("after=6")
		webtest.Want(t, late.Frames, "close 1000 (normal): the game is over")
		fresh := b.Join("")
		webtest.Want(t, fresh.Frames, `{"game":`, "close 1000")
		synctest.Wait()
		if got := b.Closed("WebSocket", "completed"); got != 2 {
			t.Errorf("%v readers were completed, want 2", got)
		}
	})
}

func TestSocketThatGoesAwayLeavesNothingBehind(t *testing.T) {
	for _, c := range []struct {
		name, reason string
		leave        func(*webtest.Peer)
	}{
		{"with a word", "left", func(p *webtest.Peer) { raw(p.Conn, 0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe9) }},
		{"without", "gone", func(p *webtest.Peer) { p.Close() }},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { // fails if a goroutine is left
				b := webtest.NewBubble(t)
				p := b.Join("after=2")
				time.Sleep(time.Second)
				c.leave(p)
				synctest.Wait()
				if got := b.Closed("WebSocket", c.reason); got != 1 {
					t.Errorf("%v readers have %s, want 1", got, c.reason)
				}
				time.Sleep(2 * time.Minute)
				if got := b.Hub.Rooms(); got != 0 {
					t.Errorf("%d rooms are left, want none", got)
				}
			})
		})
	}
}
