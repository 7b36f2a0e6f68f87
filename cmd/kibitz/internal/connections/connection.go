package connections

import (
	queue "container/list"
	"context"
	"net"
	"net/http"
	"syscall"
)

// A connection is counted by its listener, whose mutex guards the last four
// fields.
type connection struct {
	net.Conn
	listener        *Listener
	source          *source
	spare           bool           // beyond the limit
	inAll, inSource *queue.Element // nil while it is not idle
	closed          bool
}

// Close also stops counting the connection.
func (c *connection) Close() error {
	c.listener.mu.Lock()
	c.listener.forget(c)
	c.listener.mu.Unlock()
	return c.Conn.Close()
}

// SyscallConn gives access to the round-trip time measured by the system.
func (c *connection) SyscallConn() (syscall.RawConn, error) {
	if conn, ok := c.Conn.(syscall.Conn); ok {
		return conn.SyscallConn()
	}
	return nil, syscall.ENOTSUP
}

// connectionOf returns the connection beneath its wrappers, such as TLS, or nil if
// there is none.
func connectionOf(conn net.Conn) *connection {
	for {
		if c, ok := conn.(*connection); ok {
			return c
		}
		outer, ok := conn.(interface{ NetConn() net.Conn })
		if !ok {
			return nil
		}
		conn = outer.NetConn()
	}
}

// ConnState is http.Server's hook that tells idle from busy connections.
func (l *Listener) ConnState(conn net.Conn, now http.ConnState) {
	c := connectionOf(conn)
	if c == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	switch now {
	case http.StateActive, http.StateHijacked:
		l.markBusy(c)
	case http.StateIdle:
		l.markIdle(c)
	}
}

type connectionKey struct{}

// ConnContext is http.Server's hook that lets Guard find a request's connection.
func (l *Listener) ConnContext(ctx context.Context, conn net.Conn) context.Context {
	return context.WithValue(ctx, connectionKey{}, connectionOf(conn))
}

// Guard returns a handler that calls turnAway for requests over connections beyond
// the limit, and next for all others.
func (l *Listener) Guard(next http.Handler, turnAway http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c, _ := r.Context().Value(connectionKey{}).(*connection); c != nil && l.isSpare(c) {
			turnAway(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// isSpare reports whether a connection is beyond the limit. Once there is room for
// it, it becomes a regular one.
func (l *Listener) isSpare(c *connection) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	c.spare = c.spare && l.open > l.limits.All
	return c.spare
}
