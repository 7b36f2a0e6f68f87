package feed_test

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
	"kibitz/web/webtest"
)

// The last thing that a quiet stream tells: nobody has come to play.
const untilAway = 5 * time.Second

func TestStreamPingsEvery15SecondsWithTheNewestVersion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		lines := b.Lines(b.Stream("2"))
		webtest.Want(t, lines, "retry: 2000")
		time.Sleep(untilAway)
		begin := time.Now()
		webtest.Want(t, lines, "event: ping", `data: {"game":"`+string(b.ID)+`","version":2,`)
		if got := time.Since(begin); got != 15*time.Second {
			t.Errorf("the first ping came after %v, want 15 s", got)
		}
		time.Sleep(10 * time.Second)
		b.Move("e4")
		webtest.Want(t, lines, "id: 3", "event: move", "data: {")
		begin = time.Now()
		webtest.Want(t, lines, "event: ping", `data: {"game":"`+string(b.ID)+`","version":3,`)
		if got := time.Since(begin); got != 15*time.Second {
			t.Errorf("the ping after a move came %v later, want 15 s", got)
		}
	})
}

// Scripts skip a blank line, and the connection is not taken for dead.
func TestLinesAreKeptAliveByABlankOneEvery15Seconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		conn := b.Connect(b.FeedPath("after=2"), "Accept", "application/x-ndjson")
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
		b := webtest.NewBubble(t)
		stalled := b.Stream("2") // reads nothing, ever
		lines := b.Lines(b.Stream("2"))
		webtest.Want(t, lines, "retry: ")
		begin := time.Now()
		b.Move("e4")
		webtest.Want(t, lines, "id: 3", "event: move", "data: {")
		if waited := time.Since(begin); waited != 0 {
			t.Errorf("the other reader had to wait %v", waited)
		}
		time.Sleep(11 * time.Second)
		stalled.SetReadDeadline(time.Now().Add(time.Second))
		if _, err := io.Copy(io.Discard, stalled); errors.Is(err, context.DeadlineExceeded) || webtest.IsTimeout(err) {
			t.Error("the stalled reader's connection is still open after 10 s")
		}
	})
}

func TestStreamOfAFinishedGameEndsForGood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		lines := b.Lines(b.Stream("2"))
		webtest.Want(t, lines, "retry: ")
		for _, move := range gametest.Moves("f3 e5 g4 Qh4#") {
			b.Move(move)
			webtest.Want(t, lines, "id: ", "event: move", "data: ")
		}
		webtest.Want(t, lines, "event: end", "data: {}")
		if line, open := <-lines; open {
			t.Errorf("after the end came %q", line)
		}
		webtest.Want(t, b.Lines(b.Stream("6")), "retry: ", "event: end")
	})
}

func TestStoppingServerAsksItsReadersToComeBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		lines := b.Lines(b.Stream("2"))
		webtest.Want(t, lines, "retry: 2000")
		b.Stop()
		webtest.Want(t, lines, "retry: ")
		if line, open := <-lines; open {
			t.Errorf("after that came %q", line)
		}
		// Whoever comes now is told the same, with 200: an error status would be final.
		late := b.Lines(b.Stream("2"))
		webtest.Want(t, late, "retry: ")
		if line, open := <-late; open {
			t.Errorf("to a late reader came %q", line)
		}
	})
}

func TestOpenStreamOutlivesALogThatCannotBeReached(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		lines := b.Lines(b.Stream("2"))
		webtest.Want(t, lines, "retry: 2000")
		b.Games.FailBefore(gametest.Unavailable)
		b.Hub.Rouse()
		for range 2 {
			webtest.Want(t, lines, "event: ping", "data: ")
		}
		b.Games.FailBefore(nil)
		b.Move("e4")
		webtest.Want(t, lines, "id: 3", "event: move", "data: ")
	})
}

// All streams find out at the same moment, and look again each second.
func TestLogThatCannotBeReachedIsWrittenDownNowAndThen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var written strings.Builder
		b := webtest.NewBubble(t, func(c *web.Config) { c.Log = slog.New(slog.NewTextHandler(&written, nil)) })
		for range 50 {
			b.Lines(b.Stream("2"))
		}
		b.Games.FailBefore(gametest.Unavailable)
		b.Hub.Rouse()
		time.Sleep(time.Minute)
		synctest.Wait()
		if lines := strings.Count(written.String(), "\n"); lines < 5 || lines > 7 {
			t.Errorf("%d lines in a minute, want some 6:\n%s", lines, written.String())
		}
	})
}

func TestReaderWhoGoesAwayLeavesNothingBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // fails if a goroutine is left
		b := webtest.NewBubble(t)
		conn := b.Stream("2")
		webtest.Want(t, b.Lines(conn), "retry: 2000")
		conn.Close()
		synctest.Wait()
		time.Sleep(2 * time.Minute)
		if got := b.Hub.Rooms(); got != 0 {
			t.Errorf("%d rooms are left, want none", got)
		}
	})
}
