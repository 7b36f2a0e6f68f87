package feed_test

import (
	"context"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/web/webtest"
)

func TestStoppingServerClosesSocketsWith1012AndWaitsForThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		p := b.Join("after=2")
		b.Stop()
		webtest.Want(t, p.Frames, "close 1012: the server restarts")
		late := b.Join("after=2")
		webtest.Want(t, late.Frames, "close 1012: the server restarts")
		if err := b.Kibitz.Drain(t.Context()); err != nil {
			t.Error(err)
		}
		if got := b.Closed("WebSocket", "stopped"); got != 2 {
			t.Errorf("%v readers were stopped, want 2", got)
		}
	})
}

func TestDrainGivesUpWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		b.Join("after=2")
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := b.Kibitz.Drain(ctx); err == nil {
			t.Error("it did not wait for a socket that is open")
		}
	})
}

// Those who take nothing, and those who go on talking after the closing frame.
func TestNobodyHoldsUpAStop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		b.Stream("2") // reads nothing, ever
		b.Connect(b.FeedPath("after=2"), "Accept", "application/x-ndjson")
		silent := b.Connect(b.FeedPath("after=2"), webtest.Handshake...)
		readUntil(t, silent, "\r\n\r\n")
		talker := b.Connect(b.FeedPath("after=2"), append(webtest.Handshake, "Authorization", webtest.AsAnn)...)
		go func() {
			for err := error(nil); err == nil; time.Sleep(300 * time.Millisecond) {
				_, err = talker.Write(append([]byte{0x81, 0x80 | 15, 0, 0, 0, 0}, `{"do":"resign"}`...))
			}
		}()
		go io.Copy(io.Discard, talker)
		b.Move("e4")
		time.Sleep(4 * time.Second) // the silent ones have a write under way
		begin := time.Now()
		b.Stop()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		if err := b.Server.Shutdown(ctx); err != nil {
			t.Errorf("streams: %v", err)
		}
		if err := b.Kibitz.Drain(ctx); err != nil {
			t.Errorf("sockets: %v", err)
		}
		if got := time.Since(begin); got > 4*time.Second {
			t.Errorf("it took %v, want less than 4 s", got)
		}
		time.Sleep(time.Second) // until the talker has noticed
	})
}
