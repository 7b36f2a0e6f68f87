package meter

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
)

// A Conn counts the bytes of a connection. Bytes between the ends of two requests belong
// to the later one.
type Conn struct {
	net.Conn
	up, down atomic.Int64
	asked    atomic.Int64 // value of up when the last write began

	mu    sync.Mutex
	meter *meter    // that the request under way is charged to, if any
	mark  wireBytes // totals at the end of the last request; guarded by meter.mu, too, while there is a meter
}

type connKey struct{}

// ConnOf returns the connection of a request; nil if its bytes are not counted.
func ConnOf(ctx context.Context) *Conn {
	conn, _ := ctx.Value(connKey{}).(*Conn)
	return conn
}

// CountBytes wraps a listener so that the bytes of its connections are counted. The
// http.Server needs ConnContext and ConnState as well.
func CountBytes(l net.Listener) net.Listener { return countingListener{l} }

type countingListener struct{ net.Listener }

func (l countingListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &Conn{Conn: conn}, nil
}

// ConnContext is for the field of http.Server: requests get their [Conn] by it.
func ConnContext(ctx context.Context, c net.Conn) context.Context {
	if counted := countedOf(c); counted != nil {
		return context.WithValue(ctx, connKey{}, counted)
	}
	return ctx
}

// ConnState is for the field of http.Server: it ends the account of a request when its
// answer has been sent.
func ConnState(c net.Conn, state http.ConnState) {
	if counted := countedOf(c); counted != nil && state == http.StateIdle {
		// A client may send its next request as soon as it has the answer, and net/http
		// may have read some of that by now: such bytes belong to the next request.
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

// Read counts what it reads.
func (c *Conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.up.Add(int64(n))
	return n, err
}

// Write counts before it writes, so that bytes which a client has read are counted.
func (c *Conn) Write(p []byte) (int, error) {
	c.asked.Store(c.up.Load())
	c.down.Add(int64(len(p)))
	n, err := c.Conn.Write(p)
	c.down.Add(int64(n - len(p)))
	return n, err
}

// Close ends the account of the request under way.
func (c *Conn) Close() error {
	c.settle(c.total())
	return c.Conn.Close()
}

// NetConn returns the connection whose bytes are counted.
func (c *Conn) NetConn() net.Conn { return c.Conn }

func (c *Conn) total() wireBytes { return wireBytes{c.up.Load(), c.down.Load()} }

// charge charges the request under way to a meter.
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

// settle ends the account of a request that has ended, given the totals of the connection
// at that time.
func (c *Conn) settle(now wireBytes) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.leave(now) {
		c.mark = now
	}
}

// leave adds the bytes of the request under way to its meter, and reports whether it has
// one. The caller holds mu.
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
