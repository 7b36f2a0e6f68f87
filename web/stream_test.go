package web_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/live"
	"kibitz/web"
)

// A bubble is a Kibitz in memory, with time that passes when nothing else
// happens, and connections without a buffer: whoever does not read stops the
// writer at once.
type bubble struct {
	t      *testing.T
	games  *gametest.Games
	hub    *live.Hub
	id     game.ID
	stop   context.CancelFunc
	server *http.Server
	conns  chan net.Conn
}

func newBubble(t *testing.T) *bubble {
	games := gametest.NewGames()
	id, _ := gametest.Table{}.Keep(t, games)
	stopping, stop := context.WithCancel(t.Context())
	b := &bubble{t: t, games: games, hub: live.NewHub(games), id: id, stop: stop, conns: make(chan net.Conn)}
	b.server = &http.Server{Handler: web.New(web.Config{
		Service: game.NewService(games, b.hub, time.Now), Feed: b.hub, Snapshots: games,
		Ready: func(context.Context) error { return nil }, Static: http.NotFoundHandler(), StaticPrefix: "/static/",
		Log: slog.New(slog.DiscardHandler), Stopping: stopping,
	})}
	go b.server.Serve(b)
	t.Cleanup(func() { stop(); b.server.Close() })
	return b
}

func (b *bubble) Accept() (net.Conn, error) {
	c, ok := <-b.conns
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}
func (b *bubble) Close() error   { close(b.conns); return nil }
func (b *bubble) Addr() net.Addr { return &net.TCPAddr{} }

// move plays a move and announces it, as a Service would.
func (b *bubble) move(move string) {
	b.t.Helper()
	e, err := b.games.Change(b.t.Context(), b.id, func(g *game.Game) (game.Event, error) {
		return g.Play(gametest.ToMove(g), move, 0, time.Now())
	})
	if err != nil {
		b.t.Fatal(err)
	}
	b.hub.Announce(e)
}

// stream asks for the feed after a cursor and returns the connection, of which
// nothing has been read.
func (b *bubble) stream(after string) net.Conn {
	b.t.Helper()
	here, there := net.Pipe()
	b.conns <- there
	b.t.Cleanup(func() { here.Close() })
	_, err := io.WriteString(here, "GET /games/"+string(b.id)+"/feed?after="+after+" HTTP/1.1\r\nHost: kibitz\r\nAccept: text/event-stream\r\n\r\n")
	if err != nil {
		b.t.Fatal(err)
	}
	return here
}

// lines reads a stream's body as it comes.
func (b *bubble) lines(conn net.Conn) <-chan string {
	b.t.Helper()
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		b.t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		b.t.Fatalf("status %d", response.StatusCode)
	}
	lines := make(chan string, 100)
	go func() {
		defer close(lines)
		for text := bufio.NewScanner(response.Body); text.Scan(); {
			if text.Text() != "" {
				lines <- text.Text()
			}
		}
	}()
	return lines
}

func want(t *testing.T, lines <-chan string, prefixes ...string) {
	t.Helper()
	for _, prefix := range prefixes {
		select {
		case got, ok := <-lines:
			if !ok || !strings.HasPrefix(got, prefix) {
				t.Fatalf("got %q, want %q…", got, prefix)
			}
		case <-time.After(time.Minute):
			t.Fatalf("nothing came in a minute, want %q…", prefix)
		}
	}
}

func TestStreamPingsEvery15SecondsWithTheNewestVersion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		lines := b.lines(b.stream("2"))
		want(t, lines, "retry: 2000")
		begin := time.Now()
		want(t, lines, "event: ping", `data: {"game":"`+string(b.id)+`","version":2,`)
		if got := time.Since(begin); got != 15*time.Second {
			t.Errorf("the first ping came after %v, want 15 s", got)
		}
		time.Sleep(10 * time.Second)
		b.move("e4")
		want(t, lines, "id: 3", "event: move", "data: {")
		begin = time.Now()
		want(t, lines, "event: ping", `data: {"game":"`+string(b.id)+`","version":3,`)
		if got := time.Since(begin); got != 15*time.Second {
			t.Errorf("the ping after a move came %v later, want 15 s", got)
		}
	})
}

func TestStalledReaderIsCutAndNobodyWaitsForIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		stalled := b.stream("2") // reads nothing, ever
		lines := b.lines(b.stream("2"))
		want(t, lines, "retry: ")
		begin := time.Now()
		b.move("e4")
		want(t, lines, "id: 3", "event: move", "data: {")
		if waited := time.Since(begin); waited != 0 {
			t.Errorf("the other reader had to wait %v", waited)
		}
		time.Sleep(11 * time.Second)
		stalled.SetReadDeadline(time.Now().Add(time.Second))
		if _, err := io.Copy(io.Discard, stalled); errors.Is(err, context.DeadlineExceeded) || isTimeout(err) {
			t.Error("the stalled reader's connection is still open after 10 s")
		}
	})
}

func TestStreamOfAFinishedGameEndsForGood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		lines := b.lines(b.stream("2"))
		want(t, lines, "retry: ")
		for _, move := range gametest.Moves("f3 e5 g4 Qh4#") {
			b.move(move)
			want(t, lines, "id: ", "event: move", "data: ")
		}
		want(t, lines, "event: end", "data: {}")
		if line, open := <-lines; open {
			t.Errorf("after the end came %q", line)
		}
		want(t, b.lines(b.stream("6")), "retry: ", "event: end")
	})
}

func TestStoppingServerAsksItsReadersToComeBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		lines := b.lines(b.stream("2"))
		want(t, lines, "retry: 2000")
		b.stop()
		want(t, lines, "retry: ")
		if line, open := <-lines; open {
			t.Errorf("after that came %q", line)
		}
		// Whoever comes now is told the same, with 200: an error status would be final.
		late := b.lines(b.stream("2"))
		want(t, late, "retry: ")
		if line, open := <-late; open {
			t.Errorf("to a late reader came %q", line)
		}
	})
}

func TestOpenStreamOutlivesALogThatCannotBeReached(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		lines := b.lines(b.stream("2"))
		want(t, lines, "retry: 2000")
		b.games.FailBefore(gametest.Unavailable)
		b.hub.Rouse()
		for range 2 {
			want(t, lines, "event: ping", "data: ")
		}
		b.games.FailBefore(nil)
		b.move("e4")
		want(t, lines, "id: 3", "event: move", "data: ")
	})
}

func TestReaderWhoGoesAwayLeavesNothingBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // fails if a goroutine is left
		b := newBubble(t)
		conn := b.stream("2")
		want(t, b.lines(conn), "retry: 2000")
		conn.Close()
		synctest.Wait()
		time.Sleep(2 * time.Minute)
		if got := b.hub.Rooms(); got != 0 {
			t.Errorf("%d rooms are left, want none", got)
		}
	})
}

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}
