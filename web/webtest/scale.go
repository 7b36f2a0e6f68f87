package webtest

import (
	"context"
	"io"
	"net"
	"net/http"
	"sync/atomic"
	"testing"
)

// A Scale is a client that counts the bytes of its connections itself, to compare with
// what the server counts. It may be used from many goroutines.
type Scale struct {
	*http.Client
	Up, Down atomic.Int64 // bytes since the last Weigh
	Dialed   atomic.Int64 // connections
}

// NewScale returns a Scale; the test's end closes its connections.
func NewScale(t *testing.T) *Scale {
	s := &Scale{}
	transport := &http.Transport{DialContext: s.Dial}
	s.Client = &http.Client{Transport: transport}
	t.Cleanup(transport.CloseIdleConnections)
	return s
}

// Dial opens a connection whose bytes are counted.
func (s *Scale) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	s.Dialed.Add(1)
	return &weighed{conn, s}, err
}

// Weigh returns the bytes since the last call.
func (s *Scale) Weigh() Count {
	return Count{Up: s.Up.Swap(0), Down: s.Down.Swap(0)}
}

type weighed struct {
	net.Conn
	scale *Scale
}

func (w *weighed) Read(p []byte) (int, error) {
	n, err := w.Conn.Read(p)
	w.scale.Down.Add(int64(n))
	return n, err
}

func (w *weighed) Write(p []byte) (int, error) {
	n, err := w.Conn.Write(p)
	w.scale.Up.Add(int64(n))
	return n, err
}

// A Count is what a meter counts; up is from the client.
type Count struct{ Requests, Up, Down int64 }

// Add adds another count.
func (c *Count) Add(more Count) {
	c.Requests += more.Requests
	c.Up += more.Up
	c.Down += more.Down
}

// Fetch gets an address, reads the answer to its end and throws it away.
func (s *Scale) Fetch(t *testing.T, url string) {
	t.Helper()
	response, err := s.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		t.Fatal(err)
	}
}
