package feed_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/web"
	"kibitz/web/webtest"
)

// open asks for a feed by a transport. Of the answer nothing has been read.
func open(b *webtest.Bubble, transport, query string) net.Conn {
	b.T.Helper()
	for _, how := range askedFor {
		if how.transport == transport {
			return b.Connect(b.FeedPath(query+"&"+how.query), append(how.header, "Authorization", webtest.AsAnn)...)
		}
	}
	b.T.Fatalf("there is no transport %s", transport)
	return nil
}

// Every way in which a reader's request can end, by every transport that has
// it. Each is counted, once, and no reader is left.
func TestEveryEndOfAReaderIsCounted(t *testing.T) {
	discard := func(c net.Conn) { go io.Copy(io.Discard, c) }
	streams := []string{"SSE", "NDJSON", "WebSocket"}
	held := append([]string{"long polling"}, streams...)
	for _, end := range []struct {
		why        string
		transports []string
		most       int
		do         func(b *webtest.Bubble, transport string)
	}{
		{"completed", []string{"polling"}, 0, func(b *webtest.Bubble, transport string) { discard(open(b, transport, "after=0")) }},
		{"completed", []string{"long polling"}, 0, func(b *webtest.Bubble, transport string) { discard(open(b, transport, "after=0")) }},
		{"completed", streams, 0, func(b *webtest.Bubble, transport string) {
			b.ID = b.NewGame("f3 e5 g4 Qh4#")
			discard(open(b, transport, "after=0"))
		}},
		{"timed out", []string{"long polling"}, 0, func(b *webtest.Bubble, transport string) {
			discard(open(b, transport, "after=2"))
			time.Sleep(time.Second)
		}},
		{"gone", held, 0, func(b *webtest.Bubble, transport string) {
			conn := open(b, transport, "after=2")
			discard(conn)
			time.Sleep(time.Millisecond)
			conn.Close()
		}},
		{"cut", streams, 0, func(b *webtest.Bubble, transport string) {
			conn := open(b, transport, "after=2")
			readUntil(b.T.(*testing.T), conn, "\r\n\r\n")
			synctest.Wait()
			b.Move("e4")
			time.Sleep(11 * time.Second)
		}},
		{"failed", held, 0, func(b *webtest.Bubble, transport string) {
			b.Games.FailBefore(gametest.Unavailable)
			discard(open(b, transport, "after=2"))
		}},
		{"stopped", held, 0, func(b *webtest.Bubble, transport string) {
			discard(open(b, transport, "after=2"))
			time.Sleep(time.Millisecond)
			b.Stop()
		}},
		{"shed", held, 1, func(b *webtest.Bubble, transport string) {
			conn := b.Connect("/watch/feed?after=2&game="+string(b.ID), "Accept", "text/event-stream")
			discard(conn)
			synctest.Wait()
			discard(open(b, transport, "after=2"))
			synctest.Wait()
			conn.Close()
		}},
		{"refused", []string{"WebSocket"}, 0, func(b *webtest.Bubble, transport string) {
			conn := open(b, transport, "after=2")
			discard(conn)
			time.Sleep(time.Millisecond)
			conn.Write([]byte{0x82, 0x80, 0, 0, 0, 0}) // binary
			time.Sleep(time.Second)
		}},
	} {
		for _, transport := range end.transports {
			t.Run(transport+"/"+end.why, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					b := webtest.NewBubble(t, func(c *web.Config) { c.Limits.Readers = end.most })
					end.do(b, transport)
					synctest.Wait()
					if got := b.Closed(transport, end.why); got != 1 {
						t.Errorf("%v are counted, want 1", got)
					}
					for _, how := range askedFor {
						if got := b.Readers(how.transport); got != 0 {
							t.Errorf("%v readers by %s are left", got, how.transport)
						}
					}
				})
			})
		}
	}
}

// A server that has as many readers as it may answers the others at once, in a
// way that has them come back.
func TestReadersBeyondTheMostAreAskedToComeBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t, func(c *web.Config) { c.Limits.Readers = 1 })
		first := b.Join("after=2")
		synctest.Wait() // it is counted after it is connected
		begin := time.Now()
		sse := b.Get(b.FeedURL("after=1"), "Accept", "text/event-stream")
		if sse.Status != 200 || !strings.HasPrefix(sse.Body, "retry: ") || strings.Contains(sse.Body, "data") {
			t.Errorf("SSE: got %d %q", sse.Status, sse.Body)
		}
		if ndjson := b.Get(b.FeedURL("after=1"), "Accept", "application/x-ndjson"); ndjson.Status != 200 || ndjson.Body != "" {
			t.Errorf("NDJSON: got %d %q", ndjson.Status, ndjson.Body)
		}
		webtest.Want(t, b.Join("after=1").Frames, "close 1013: come back later")
		long := b.Get(b.FeedURL("after=2&wait=25"))
		if long.Status != 204 || long.Header.Get("Preference-Applied") != "" || long.Header.Get("Retry-After") != "2" {
			t.Errorf("long polling: got %d %v", long.Status, long.Header)
		}
		if long := b.Get(b.FeedURL("after=1&wait=25")); long.Status != 200 {
			t.Errorf("long polling for what there is: got %d", long.Status)
		}
		if poll := b.Get(b.FeedURL("after=1")); poll.Status != 200 {
			t.Errorf("polling: got %d", poll.Status)
		}
		if took := time.Since(begin); took != 0 {
			t.Errorf("it took %v", took)
		}
		first.Close()
		synctest.Wait()
		b.Move("e4")
		webtest.Want(t, b.Join("after=2").Frames, `{"game":`)
	})
}

// Readers of one address are turned away when they are too many, and those of
// others are not. A network of IPv6 is one address.
func TestReadersOfOneAddressLeaveRoomForOthers(t *testing.T) {
	for name, c := range map[string]struct{ first, same, other string }{
		"IPv4": {"192.0.2.1", "192.0.2.1", "192.0.2.2"},
		"IPv6": {"2001:db8:1:2::1", "2001:db8:1:2:ffff::1", "2001:db8:1:3::1"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b := webtest.NewBubble(t, func(c *web.Config) { c.Limits.ReadersPerAddress = 3 })
				b.From = c.first
				first := b.Join("after=2")
				go io.Copy(io.Discard, open(b, "SSE", "after=2"))
				go io.Copy(io.Discard, open(b, "NDJSON", "after=2"))
				synctest.Wait()
				b.From = c.same
				webtest.Want(t, b.Join("after=1").Frames, "close 1013: come back later")
				for _, path := range []string{b.FeedPath("after=1"), "/lobby/feed", "/watch/feed?game=" + string(b.ID)} {
					turned := b.Lines(b.Connect(path, "Accept", "text/event-stream"))
					webtest.Want(t, turned, "retry: ")
					webtest.WantEnd(t, turned)
				}
				b.From = c.other
				webtest.Want(t, b.Join("after=1").Frames, `{"game":`)
				first.Close()
				synctest.Wait()
				b.From = c.same
				webtest.Want(t, b.Join("after=1").Frames, `{"game":`)
			})
		})
	}
}

func TestSpectatorsAreCountedAndPlayersAreNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var running []game.Glance
		b := webtest.NewBubble(t, func(c *web.Config) {
			webtest.ListRunning(c, func(context.Context, time.Time, int) ([]game.Glance, error) { return running, nil })
		})
		running = []game.Glance{{Game: b.ID}}
		watching := func() int {
			synctest.Wait()
			var boards []struct{ Spectators int }
			if err := json.Unmarshal([]byte(b.Get(b.URL+"/watch", "Accept", webtest.TypeJSON).Body), &boards); err != nil {
				t.Fatal(err)
			}
			return boards[0].Spectators
		}
		var all []net.Conn
		for i, how := range askedFor[1:] {
			all = append(all, b.Connect(b.FeedPath(fmt.Sprintf("after=2&wait=55&meter=page%d", i)), how.header...), open(b, how.transport, "after=2"))
		}
		for _, conn := range all {
			go io.Copy(io.Discard, conn)
		}
		if got := watching(); got != 4 {
			t.Errorf("%d spectators by four transports, want 4", got)
		}
		for _, conn := range all {
			conn.Close()
		}
		if got := watching(); got != 0 {
			t.Errorf("%d spectators when they have gone, want 0", got)
		}
	})
}

func TestEventsBytesAndDelayAreCountedWhileAStreamIsOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := webtest.NewBubble(t)
		b.Lines(b.Stream("0"))
		synctest.Wait()
		b.Move("e4")
		synctest.Wait()
		bytes := 0
		for _, h := range loggedAs(b, "") {
			bytes += len(h.Data)
		}
		const of = "transport"
		if n, size := b.Metric("kibitz_feed_events_total", of, "SSE"), b.Metric("kibitz_feed_bytes_total", of, "SSE"); n != 3 || size != float64(bytes) {
			t.Errorf("%v events of %v bytes are counted, want 3 of %d", n, size, bytes)
		}
		// Those that were there before are no measure of how fast events arrive.
		if n := b.Metric("kibitz_feed_delay_seconds_count", of, "SSE"); n != 1 {
			t.Errorf("%v delays are counted, want 1", n)
		}
	})
}
