package main

import (
	queue "container/list"
	"context"
	"net"
	"net/http"
	"syscall"
)

// A connection is one that the listener counts, whose mutex guards all but the first
// three fields.
type connection struct {
	net.Conn
	all             *limitedListener
	source          *source
	spare           bool           // beyond the limit
	inAll, inSource *queue.Element // nil while it does not wait
	closed          bool
}

// Close counts the connection as gone.
func (c *connection) Close() error {
	c.all.mu.Lock()
	c.all.forget(c)
	c.all.mu.Unlock()
	return c.Conn.Close()
}

// SyscallConn lets the round trip time of the connection be asked for.
func (c *connection) SyscallConn() (syscall.RawConn, error) {
	if conn, ok := c.Conn.(syscall.Conn); ok {
		return conn.SyscallConn()
	}
	return nil, syscall.ENOTSUP
}

// connectionOf is the connection beneath what the HTTP server takes for one; nil
// if there is none.
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

// state is told by the HTTP server what a connection does.
func (l *limitedListener) state(conn net.Conn, now http.ConnState) {
	c := connectionOf(conn)
	if c == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	switch now {
	case http.StateActive, http.StateHijacked:
		l.work(c)
	case http.StateIdle:
		l.wait(c)
	}
}

type connectionKey struct{}

// context lets requests find their connection.
func (l *limitedListener) context(ctx context.Context, conn net.Conn) context.Context {
	return context.WithValue(ctx, connectionKey{}, connectionOf(conn))
}

// guard has those turned away for whose connection there is no room.
func (l *limitedListener) guard(next http.Handler, turnAway http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if c, _ := r.Context().Value(connectionKey{}).(*connection); c != nil && l.beyond(c) {
			turnAway(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// beyond reports whether there is no room for a connection. One for which there
// is by now counts like all others.
func (l *limitedListener) beyond(c *connection) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	c.spare = c.spare && l.open > l.limits.all
	return c.spare
}
