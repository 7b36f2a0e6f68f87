package web_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game/gametest"
	"kibitz/web"
)

// The last thing that a quiet stream tells: nobody has come to play.
const untilAway = 5 * time.Second

func TestStreamPingsEvery15SecondsWithTheNewestVersion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		lines := b.lines(b.stream("2"))
		want(t, lines, "retry: 2000")
		time.Sleep(untilAway)
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

// Scripts skip a blank line, and the connection is not taken for dead.
func TestLinesAreKeptAliveByABlankOneEvery15Seconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		conn := b.connect(b.path("after=2"), "Accept", "application/x-ndjson")
		readUntil(t, conn, "\r\n\r\n")
		time.Sleep(untilAway)
		begin := time.Now()
		for i := range 3 {
			readUntil(t, conn, "1\r\n\n\r\n") // a chunk of one byte
			if got := time.Since(begin); got != time.Duration(i+1)*15*time.Second {
				t.Errorf("blank line %d came after %v", i+1, got)
			}
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

// All streams find out at the same moment, and look again each second.
func TestLogThatCannotBeReachedIsWrittenDownNowAndThen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var written strings.Builder
		b := newBubble(t, func(c *web.Config) { c.Log = slog.New(slog.NewTextHandler(&written, nil)) })
		for range 50 {
			b.lines(b.stream("2"))
		}
		b.games.FailBefore(gametest.Unavailable)
		b.hub.Rouse()
		time.Sleep(time.Minute)
		synctest.Wait()
		if lines := strings.Count(written.String(), "\n"); lines < 5 || lines > 7 {
			t.Errorf("%d lines in a minute, want some 6:\n%s", lines, written.String())
		}
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
