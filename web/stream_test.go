package web_test

import (
	"context"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game/gametest"
)

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
