package web_test

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/wire"
)

// The story is a game of 38 plies in which both sides castle, take en passant
// or promote, and Black mates: 40 events with the two that begin a game.
var story = strings.Fields(`e4 a6 e5 d5 exd6 Nf6 dxc7 Nc6 cxd8=Q+ Nxd8 Nf3 e6 Bc4 Be7 O-O O-O a3 b5 Bd3 Nc6
	g3 e5 h3 e4 Ne1 exd3 Qe2 dxe2 Kg2 Bxh3+ Kf3 Nd4+ Kf4 exf1=Q Ke3 Qe2+ Kf4 Ne6#`)

const storyEvents = 40

// A heard is what a reader got: an event's version, kind and bytes.
type heard struct {
	version game.Version
	kind    string
	data    string
}

// A transport reads events after a cursor, "" for none, and gives each to on
// until on returns false or the connection ends. It reports whether the game's
// events have ended for good.
type transport struct {
	name string
	read func(ctx context.Context, c *http.Client, feed, after string, on func(heard) bool) (ended bool, err error)
}

// follow reads the whole story as a good client does: it comes back with its
// cursor whenever the connection ends, until the game has.
func follow(ctx context.Context, tr transport, c *http.Client, feed func() string, after string) ([]heard, error) {
	var got []heard
	for ctx.Err() == nil {
		ended, err := tr.read(ctx, c, feed(), after, func(h heard) bool {
			got = append(got, h)
			after = fmt.Sprint(h.version)
			return true
		})
		if ended {
			return got, nil
		}
		if err != nil && ctx.Err() == nil {
			time.Sleep(time.Millisecond) // the server may be away for a moment
		}
	}
	return got, fmt.Errorf("the story did not end: %w after %d events", ctx.Err(), len(got))
}

// The same story by every transport, from every cursor: the same events, each
// once, in order.
func TestStoryFromEveryCursor(t *testing.T) {
	m := newSite(t).newMatch("")
	m.play(story...)
	want := m.log()
	if len(want) != storyEvents {
		t.Fatalf("the log has %d events, want %d", len(want), storyEvents)
	}
	for _, tr := range transports {
		for _, c := range []struct {
			name, after string
			want        []heard
		}{
			{"from the start", "0", want},
			{"from the middle", "20", want[20:]},
			{"from the newest", "40", nil},
			{"from above the newest", "41", []heard{m.snapshot()}},
			{"without a cursor", "", []heard{m.snapshot()}},
		} {
			t.Run(tr.name+"/"+c.name, func(t *testing.T) {
				got, err := follow(withTimeout(t), tr, http.DefaultClient, m.feed, c.after)
				if err != nil {
					t.Fatal(err)
				}
				same(t, got, c.want)
			})
		}
	}
}

// While the story happens: to a reader whose connection is whole, to one whose
// connection is cut in the middle of events, and over a restart of the server.
func TestStoryAsItHappens(t *testing.T) {
	for _, tr := range transports {
		t.Run(tr.name+"/undisturbed", func(t *testing.T) { asItHappens(t, tr, http.DefaultClient, nil) })
		t.Run(tr.name+"/cut in mid-event", func(t *testing.T) { asItHappens(t, tr, cutting(20_000), nil) })
		t.Run(tr.name+"/server restarts", func(t *testing.T) {
			asItHappens(t, tr, http.DefaultClient, func(m *match) {
				old := m.site
				next := openSite(t, old.store)
				m.site, m.white.url, m.black.url = next, next.url, next.url
				old.stop()
				old.http.CloseClientConnections()
				old.http.Close()
			})
		})
	}
}

func asItHappens(t *testing.T, tr transport, c *http.Client, halfway func(*match)) {
	m := newSite(t).newMatch("")
	var feed atomic.Value
	feed.Store(m.feed())
	type result struct {
		got []heard
		err error
	}
	done := make(chan result)
	go func() {
		got, err := follow(withTimeout(t), tr, c, func() string { return feed.Load().(string) }, "0")
		done <- result{got, err}
	}()
	m.play(story[:20]...)
	if halfway != nil {
		halfway(m)
		feed.Store(m.feed())
	}
	m.play(story[20:]...)
	r := <-done
	if r.err != nil {
		t.Fatal(r.err)
	}
	same(t, r.got, m.log())
}

// present is who is there in a snapshot, which tests of the log are not about.
var present = regexp.MustCompile(`,"online":(true|false)|,"away":\d+|,"spectators":\d+`)

func same(t *testing.T, got, want []heard) {
	t.Helper()
	for i := range min(len(got), len(want)) {
		got[i].data, want[i].data = present.ReplaceAllString(got[i].data, ""), present.ReplaceAllString(want[i].data, "")
		if got[i] != want[i] {
			t.Fatalf("event %d:\n got %v\nwant %v", i+1, got[i], want[i])
		}
	}
	if len(got) != len(want) {
		t.Fatalf("got %d events, want %d", len(got), len(want))
	}
}

func (m *match) feed() string { return m.url + m.path("feed") }

// log is what a spectator should get, from the store itself: all of a game, up
// to 64 events.
func (m *match) log() []heard {
	m.t.Helper()
	events, err := m.store.EventsSince(m.t.Context(), game.ID(m.id), 0)
	if err != nil {
		m.t.Fatal(err)
	}
	var log []heard
	for _, e := range events {
		data, err := wire.EventJSON(&e, "")
		if err != nil {
			m.t.Fatal(err)
		}
		log = append(log, heard{e.Version, string(e.Kind), string(data)})
	}
	return log
}

func (m *match) snapshot() heard {
	m.t.Helper()
	s, err := m.store.Snapshot(m.t.Context(), game.ID(m.id))
	if err != nil {
		m.t.Fatal(err)
	}
	data, err := wire.SnapshotJSON(&s, "", game.Presence{})
	if err != nil {
		m.t.Fatal(err)
	}
	return heard{s.Version, "snapshot", string(data)}
}

func withTimeout(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// cutting is a client whose connections end after some number of bytes was
// read, at most so many, wherever that is.
func cutting(most int) *http.Client {
	dial := func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, address)
		return &cutConn{conn, rand.IntN(most)}, err
	}
	return &http.Client{Transport: &http.Transport{DialContext: dial}}
}

type cutConn struct {
	net.Conn
	left int
}

func (c *cutConn) Read(p []byte) (int, error) {
	if c.left <= 0 {
		c.Conn.Close()
		return 0, io.ErrUnexpectedEOF
	}
	n, err := c.Conn.Read(p[:min(len(p), c.left)])
	c.left -= n
	return n, err
}
