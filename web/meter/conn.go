package meter

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
)

// A Conn counts what goes over a connection. What goes over it between
// two requests being done belongs to the later one.
type Conn struct {
	net.Conn
	up, down atomic.Int64
	asked    atomic.Int64 // up, when the last write began

	mu    sync.Mutex
	meter *meter    // of the request under way, if any
	mark  wireBytes // counts when the last request was done; guarded by the meter's mutex too while there is one
}

type connKey struct{}

// ConnOf returns the connection of a request; nil if its bytes are not counted.
func ConnOf(ctx context.Context) *Conn {
	conn, _ := ctx.Value(connKey{}).(*Conn)
	return conn
}

// CountBytes wraps a listener so that the bytes of its connections are counted.
// The http.Server needs ConnContext and ConnState, too.
func CountBytes(l net.Listener) net.Listener { return countingListener{l} }

type countingListener struct{ net.Listener }

func (l countingListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &Conn{Conn: conn}, nil
}

// ConnContext gives requests their connection's counts.
func ConnContext(ctx context.Context, c net.Conn) context.Context {
	if counted := countedOf(c); counted != nil {
		return context.WithValue(ctx, connKey{}, counted)
	}
	return ctx
}

// ConnState settles a request's account once its answer has gone out.
func ConnState(c net.Conn, state http.ConnState) {
	if counted := countedOf(c); counted != nil && state == http.StateIdle {
		// A client asks again when it has the answer, and net/http may have read
		// the first byte of that by now: it belongs to the next request.
		counted.settle(wireBytes{counted.asked.Load(), counted.down.Load()})
	}
}

func countedOf(c net.Conn) *Conn {
	if encrypted, ok := c.(*tls.Conn); ok {
		c = encrypted.NetConn()
	}
	counted, _ := c.(*Conn)
	return counted
}

func (c *Conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.up.Add(int64(n))
	return n, err
}

// Write counts before it writes: whoever has read the bytes finds them counted.
func (c *Conn) Write(p []byte) (int, error) {
	c.asked.Store(c.up.Load())
	c.down.Add(int64(len(p)))
	n, err := c.Conn.Write(p)
	c.down.Add(int64(n - len(p)))
	return n, err
}

func (c *Conn) Close() error {
	c.settle(c.total())
	return c.Conn.Close()
}

// NetConn is the connection whose bytes are counted.
func (c *Conn) NetConn() net.Conn { return c.Conn }

func (c *Conn) total() wireBytes { return wireBytes{c.up.Load(), c.down.Load()} }

// charge has the request under way go to a meter.
func (c *Conn) charge(m *meter) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.leave(c.total())
	c.meter = m
	m.mu.Lock()
	defer m.mu.Unlock()
	m.requests++
	m.conns[c] = struct{}{}
}

// settle ends the account of the request that is done, with what the connection
// had cost by then.
func (c *Conn) settle(now wireBytes) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.leave(now) {
		c.mark = now
	}
}

// leave gives the meter what the connection has cost, if it is on one.
func (c *Conn) leave(now wireBytes) bool {
	m := c.meter
	if m == nil {
		return false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.settled.up += now.up - c.mark.up
	m.settled.down += now.down - c.mark.down
	delete(m.conns, c)
	c.meter, c.mark = nil, now
	return true
}
