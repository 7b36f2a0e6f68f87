package web_test

import (
	"context"
	"io"
	"testing"
	"testing/synctest"
	"time"
)

func TestStoppingServerClosesSocketsWith1012AndWaitsForThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		p := b.join("after=2")
		b.stop()
		want(t, p.frames, "close 1012: the server restarts")
		late := b.join("after=2")
		want(t, late.frames, "close 1012: the server restarts")
		if err := b.kibitz.Drain(t.Context()); err != nil {
			t.Error(err)
		}
		if got := b.closed("WebSocket", "stopped"); got != 2 {
			t.Errorf("%v readers were stopped, want 2", got)
		}
	})
}

func TestDrainGivesUpWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		b.join("after=2")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := b.kibitz.Drain(ctx); err == nil {
			t.Error("it did not wait for a socket that is open")
		}
	})
}

// Those who take nothing, and those who go on talking after the closing frame.
func TestNobodyHoldsUpAStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubble(t)
		b.stream("2") // reads nothing, ever
		b.connect(b.path("after=2"), "Accept", "application/x-ndjson")
		silent := b.connect(b.path("after=2"), handshake...)
		readUntil(t, silent, "\r\n\r\n")
		talker := b.connect(b.path("after=2"), append(handshake, "Authorization", asAnn)...)
		go func() {
			for err := error(nil); err == nil; time.Sleep(300 * time.Millisecond) {
				_, err = talker.Write(append([]byte{0x81, 0x80 | 15, 0, 0, 0, 0}, `{"do":"resign"}`...))
			}
		}()
		go io.Copy(io.Discard, talker)
		b.move("e4")
		time.Sleep(4 * time.Second) // the silent ones have a write under way
		begin := time.Now()
		b.stop()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if err := b.server.Shutdown(ctx); err != nil {
			t.Errorf("streams: %v", err)
		}
		if err := b.kibitz.Drain(ctx); err != nil {
			t.Errorf("sockets: %v", err)
		}
		if got := time.Since(begin); got > 4*time.Second {
			t.Errorf("it took %v, want less than 4 s", got)
		}
		time.Sleep(time.Second) // until the talker has noticed
	})
}
