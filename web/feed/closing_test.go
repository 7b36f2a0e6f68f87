package feed_test

import (
	"io"
	"log/slog"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game/gametest"
	"kibitz/web"
	"kibitz/web/webtest"
)

// handshaken is a WebSocket of Ann's that a test speaks by hand.
func handshaken(b *webtest.Bubble, query string) net.Conn {
	b.T.Helper()
	conn := b.Connect(b.FeedPath(query), append(webtest.Handshake, "Authorization", webtest.AsAnn)...)
	readUntil(b.T.(*testing.T), conn, "\r\n\r\n")
	return conn
}

// masked is a text frame from a client, with a mask of zeros.
func masked(text string) []byte {
	return append([]byte{0x81, 0x80 | byte(len(text)), 0, 0, 0, 0}, text...)
}

// A client has a second to answer the closing frame. Commands that come meanwhile are
// not obeyed, since nobody could be told what became of them.
func TestClosedSocketWaitsASecondAndObeysNoMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		b.ID = b.NewGame("f3 e5 g4 Qh4#")
		conn := handshaken(b, "after=6")
		readUntil(t, conn, "the game is over")
		begin := time.Now()
		go io.Copy(io.Discard, conn)
		if _, err := conn.Write(masked(`{"do":"rematch"}`)); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if events, err := b.Games.EventsSince(t.Context(), b.ID, 6); err != nil || len(events) > 0 {
			t.Errorf("it was obeyed: %v, %v", events, err)
		}
		for {
			if _, err := conn.Write([]byte{0x8a, 0x80, 0, 0, 0, 0}); err != nil { // a pong
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		if got := time.Since(begin); got < time.Second || got > 1020*time.Millisecond {
			t.Errorf("the connection was closed after %v, want 1 s", got)
		}
	})
}

// One that takes nothing does not answer either, and is not waited for.
func TestSocketThatIsCutIsClosedAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		conn := handshaken(b, "after=2")
		synctest.Wait()
		b.Move("e4") // or the first ping; neither is read
		time.Sleep(10*time.Second + time.Millisecond)
		if n, err := conn.Read(make([]byte, 1)); n != 0 || err == nil {
			t.Errorf("read %d bytes, %v; want a closed connection", n, err)
		}
	})
}

// The log is looked at each second while it cannot be read, so that nobody waits for
// the next ping when it is back.
func TestReadersLookAtALogThatIsAwayEachSecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		lines := b.Lines(b.Stream("2"))
		webtest.Want(t, lines, "retry: 2000")
		b.Games.FailBefore(gametest.Unavailable)
		b.Hub.Rouse()
		time.Sleep(3*time.Second + time.Millisecond)
		b.Games.FailBefore(nil)
		keep(b, "e4") // nobody is told
		begin := time.Now()
		webtest.Want(t, lines, "id: 3")
		if got := time.Since(begin); got > time.Second {
			t.Errorf("it came after %v, want a second at most", got)
		}
	})
}

// The log has a line for each reader at debug level, with what it was sent.
func TestReaderIsLoggedWithWhatItWasSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var written strings.Builder
		b := webtest.NewBubble(t, func(c *web.Config) {
			c.Log = slog.New(slog.NewTextHandler(&written, &slog.HandlerOptions{Level: slog.LevelDebug}))
		})
		b.Get(b.FeedURL("after=0"))
		synctest.Wait()
		if got := written.String(); !strings.Contains(got, "reader closed") || !strings.Contains(got, "why=completed events=2 bytes=") {
			t.Errorf("it says %s", got)
		}
	})
}
