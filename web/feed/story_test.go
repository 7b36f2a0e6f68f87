package feed_test

import (
	"context"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"kibitz/web/webtest"
)

// The same story by every transport, from every cursor: the same events, each
// once, in order.
func TestStoryFromEveryCursor(t *testing.T) {
	m := webtest.NewSite(t).NewMatch("")
	m.Play(webtest.Story...)
	want := m.Log()
	if len(want) != webtest.StoryEvents {
		t.Fatalf("the log has %d events, want %d", len(want), webtest.StoryEvents)
	}
	for _, tr := range webtest.Transports {
		for _, c := range []struct {
			name, after string
			want        []webtest.Heard
		}{
			{"from the start", "0", want},
			{"from the middle", "20", want[20:]},
			{"from the newest", "40", nil},
			{"from above the newest", "41", []webtest.Heard{m.Snapshot()}},
			{"without a cursor", "", []webtest.Heard{m.Snapshot()}},
		} {
			t.Run(tr.Name+"/"+c.name, func(t *testing.T) {
				got, err := webtest.Follow(withTimeout(t), tr, http.DefaultClient, m.FeedURL, c.after)
				if err != nil {
					t.Fatal(err)
				}
				webtest.WantSame(t, got, c.want)
			})
		}
	}
}

// While the story happens: to a reader whose connection is whole, to one whose
// connection is cut in the middle of events, and over a restart of the server.
func TestStoryAsItHappens(t *testing.T) {
	for _, tr := range webtest.Transports {
		t.Run(tr.Name+"/undisturbed", func(t *testing.T) { asItHappens(t, tr, http.DefaultClient, nil) })
		t.Run(tr.Name+"/cut in mid-event", func(t *testing.T) { asItHappens(t, tr, cutting(20_000), nil) })
		t.Run(tr.Name+"/server restarts", func(t *testing.T) {
			asItHappens(t, tr, http.DefaultClient, func(m *webtest.Match) {
				old := m.Site
				next := webtest.OpenSite(t, old.Store)
				m.Site, m.White.URL, m.Black.URL = next, next.URL, next.URL
				old.Stop()
				old.HTTP.CloseClientConnections()
				old.HTTP.Close()
			})
		})
	}
}

func asItHappens(t *testing.T, tr webtest.Transport, c *http.Client, halfway func(*webtest.Match)) {
	m := webtest.NewSite(t).NewMatch("")
	var feed atomic.Value
	feed.Store(m.FeedURL())
	type result struct {
		got []webtest.Heard
		err error
	}
	done := make(chan result)
	go func() {
		got, err := webtest.Follow(withTimeout(t), tr, c, func() string { return feed.Load().(string) }, "0")
		done <- result{got, err}
	}()
	m.Play(webtest.Story[:20]...)
	if halfway != nil {
		halfway(m)
		feed.Store(m.FeedURL())
	}
	m.Play(webtest.Story[20:]...)
	r := <-done
	if r.err != nil {
		t.Fatal(r.err)
	}
	webtest.WantSame(t, r.got, m.Log())
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
