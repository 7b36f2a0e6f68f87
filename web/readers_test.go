package web_test

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
)

// open asks for a feed by a transport. Of the answer nothing has been read.
func (b *bubble) open(transport, query string) net.Conn {
	b.t.Helper()
	for _, how := range askedFor {
		if how.transport == transport {
			return b.connect(b.path(query+"&"+how.query), append(how.header, "Authorization", asAnn)...)
		}
	}
	b.t.Fatalf("there is no transport %s", transport)
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
		do         func(b *bubble, transport string)
	}{
		{"completed", []string{"polling"}, 0, func(b *bubble, transport string) { discard(b.open(transport, "after=0")) }},
		{"completed", []string{"long polling"}, 0, func(b *bubble, transport string) { discard(b.open(transport, "after=0")) }},
		{"completed", streams, 0, func(b *bubble, transport string) {
			b.id = b.newGame("f3 e5 g4 Qh4#")
			discard(b.open(transport, "after=0"))
		}},
		{"timed out", []string{"long polling"}, 0, func(b *bubble, transport string) {
			discard(b.open(transport, "after=2"))
			time.Sleep(time.Second)
		}},
		{"gone", held, 0, func(b *bubble, transport string) {
			conn := b.open(transport, "after=2")
			discard(conn)
			time.Sleep(time.Millisecond)
			conn.Close()
		}},
		{"cut", streams, 0, func(b *bubble, transport string) {
			conn := b.open(transport, "after=2")
			readUntil(b.t.(*testing.T), conn, "\r\n\r\n")
			synctest.Wait()
			b.move("e4")
			time.Sleep(11 * time.Second)
		}},
		{"failed", held, 0, func(b *bubble, transport string) {
			b.games.FailBefore(gametest.Unavailable)
			discard(b.open(transport, "after=2"))
		}},
		{"stopped", held, 0, func(b *bubble, transport string) {
			discard(b.open(transport, "after=2"))
			time.Sleep(time.Millisecond)
			b.stop()
		}},
		{"shed", held, 1, func(b *bubble, transport string) {
			conn := b.connect("/watch/feed?after=2&game="+string(b.id), "Accept", "text/event-stream")
			discard(conn)
			synctest.Wait()
			discard(b.open(transport, "after=2"))
			synctest.Wait()
			conn.Close()
		}},
		{"refused", []string{"WebSocket"}, 0, func(b *bubble, transport string) {
			conn := b.open(transport, "after=2")
			discard(conn)
			time.Sleep(time.Millisecond)
			conn.Write([]byte{0x82, 0x80, 0, 0, 0, 0}) // binary
			time.Sleep(time.Second)
		}},
	} {
		for _, transport := range end.transports {
			t.Run(transport+"/"+end.why, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					b := newBubble(t, func(c *web.Config) { c.Limits.Readers = end.most })
					end.do(b, transport)
					synctest.Wait()
					if got := b.closed(transport, end.why); got != 1 {
						t.Errorf("%v are counted, want 1", got)
					}
					for _, how := range askedFor {
						if got := b.readers(how.transport); got != 0 {
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
		b := newBubble(t, func(c *web.Config) { c.Limits.Readers = 1 })
		first := b.join("after=2")
		synctest.Wait() // it is counted after it is connected
		begin := time.Now()
		sse := b.get(b.feed("after=1"), "Accept", "text/event-stream")
		if sse.status != 200 || !strings.HasPrefix(sse.body, "retry: ") || strings.Contains(sse.body, "data") {
			t.Errorf("SSE: got %d %q", sse.status, sse.body)
		}
		if ndjson := b.get(b.feed("after=1"), "Accept", "application/x-ndjson"); ndjson.status != 200 || ndjson.body != "" {
			t.Errorf("NDJSON: got %d %q", ndjson.status, ndjson.body)
		}
		want(t, b.join("after=1").frames, "close 1013: come back later")
		long := b.get(b.feed("after=2&wait=25"))
		if long.status != 204 || long.header.Get("Preference-Applied") != "" || long.header.Get("Retry-After") != "2" {
			t.Errorf("long polling: got %d %v", long.status, long.header)
		}
		if long := b.get(b.feed("after=1&wait=25")); long.status != 200 {
			t.Errorf("long polling for what there is: got %d", long.status)
		}
		if poll := b.get(b.feed("after=1")); poll.status != 200 {
			t.Errorf("polling: got %d", poll.status)
		}
		if took := time.Since(begin); took != 0 {
			t.Errorf("it took %v", took)
		}
		first.Close()
		synctest.Wait()
		b.move("e4")
		want(t, b.join("after=2").frames, `{"game":`)
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
				b := newBubble(t, func(c *web.Config) { c.Limits.ReadersPerAddress = 3 })
				b.from = c.first
				first := b.join("after=2")
				go io.Copy(io.Discard, b.open("SSE", "after=2"))
				go io.Copy(io.Discard, b.open("NDJSON", "after=2"))
				synctest.Wait()
				b.from = c.same
				want(t, b.join("after=1").frames, "close 1013: come back later")
				for _, path := range []string{b.path("after=1"), "/lobby/feed", "/watch/feed?game=" + string(b.id)} {
					turned := b.lines(b.connect(path, "Accept", "text/event-stream"))
					want(t, turned, "retry: ")
					wantEnd(t, turned)
				}
				b.from = c.other
				want(t, b.join("after=1").frames, `{"game":`)
				first.Close()
				synctest.Wait()
				b.from = c.same
				want(t, b.join("after=1").frames, `{"game":`)
			})
		})
	}
}

func TestSpectatorsAreCountedAndPlayersAreNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var running []game.Glance
		b := newBubble(t, func(c *web.Config) {
			c.Running = func(context.Context, time.Time, int) ([]game.Glance, error) { return running, nil }
		})
		running = []game.Glance{{Game: b.id}}
		watching := func() int {
			synctest.Wait()
			var boards []struct{ Spectators int }
			if err := json.Unmarshal([]byte(b.get(b.url+"/watch", "Accept", asJSON).body), &boards); err != nil {
				t.Fatal(err)
			}
			return boards[0].Spectators
		}
		var all []net.Conn
		for i, how := range askedFor[1:] {
			all = append(all, b.connect(b.path(fmt.Sprintf("after=2&wait=55&meter=page%d", i)), how.header...), b.open(how.transport, "after=2"))
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
		b := newBubble(t)
		b.lines(b.stream("0"))
		synctest.Wait()
		b.move("e4")
		synctest.Wait()
		bytes := 0
		for _, h := range b.log("") {
			bytes += len(h.data)
		}
		const of = "transport"
		if n, size := b.count("kibitz_feed_events_total", of, "SSE"), b.count("kibitz_feed_bytes_total", of, "SSE"); n != 3 || size != float64(bytes) {
			t.Errorf("%v events of %v bytes are counted, want 3 of %d", n, size, bytes)
		}
		// Those that were there before are no measure of how fast events arrive.
		if n := b.count("kibitz_feed_delay_seconds_count", of, "SSE"); n != 1 {
			t.Errorf("%v delays are counted, want 1", n)
		}
	})
}
