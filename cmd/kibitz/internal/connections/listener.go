// Package connections bounds how many connections a server has open. Each takes a
// descriptor, which the database, Redis and engines need too, and one visitor must
// not use them all.
//
// A connection is idle while its client has not sent a complete request, at first
// and between requests. When there is no room for a new connection, an idle one is
// closed in its favor: usually the one that has been idle longest, but preferably
// one of an address that has many. If none is idle, the new one is refused; a few
// are accepted only to be told that the server is full.
package connections

import (
	queue "container/list"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"slices"
	"sync"
	"syscall"
)

const (
	// How many idle connections are closed at once when the descriptors run out in
	// spite of the limit.
	relief = 16
	// How many of the connections that have been idle longest are compared by how many
	// connections their address has.
	candidates = 64
)

// A Listener bounds how many of its connections are open. The HTTP server that
// accepts them has to call ConnState and ConnContext, and to ask Guard before each
// request. It may be used from many goroutines, and is a Prometheus collector.
type Listener struct {
	net.Listener
	limits Limits
	log    *slog.Logger

	mu      sync.Mutex
	open    int
	sources map[netip.Prefix]*source
	idle    queue.List // *connection, longest first
	shed    map[shedding]int
}

// A shedding is what was done for lack of room, and why there was none.
type shedding struct{ what, why string }

var (
	closedForAddress  = shedding{"closed", "address"}
	closedForAll      = shedding{"closed", "full"}
	refusedForAddress = shedding{"refused", "address"}
	refusedForAll     = shedding{"refused", "full"}
	toldForAll        = shedding{"told", "full"}
)

// A source is where connections come from: an IPv4 address, or an IPv6 network,
// because one client usually has all addresses of a network.
type source struct {
	name    netip.Prefix
	trusted bool // a proxy, which serves many people, or no address at all
	open    int
	idle    queue.List
}

// Limit returns a listener that bounds the connections accepted from inner.
func Limit(inner net.Listener, limits Limits, log *slog.Logger) *Listener {
	return &Listener{Listener: inner, limits: limits, log: log, sources: map[netip.Prefix]*source{}, shed: map[shedding]int{}}
}

// Accept waits for a connection that there is room for.
func (l *Listener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err != nil {
			if errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE) {
				l.relieve(err)
			}
			return nil, err
		}
		if c := l.admit(conn); c != nil {
			return c, nil
		}
		_ = conn.Close()
	}
}

// admit counts a new connection, and returns nil if there is no room for it.
func (l *Listener) admit(conn net.Conn) (c *connection) {
	l.mu.Lock()
	from := l.sourceOf(conn.RemoteAddr())
	evicted, shed := l.makeRoom(from)
	if shed.what != "refused" {
		c = &connection{Conn: conn, listener: l, source: from, spare: l.open >= l.limits.All}
		l.sources[from.name] = from
		from.open++
		l.open++
		l.markIdle(c)
	}
	if shed.what != "" {
		l.shed[shed]++
	}
	l.mu.Unlock()
	if evicted != nil {
		_ = evicted.Conn.Close()
	}
	l.warn(shed, from)
	return c
}

// makeRoom chooses the idle connection, if any, that a new one from a source
// replaces. The caller closes it after unlocking the mutex.
func (l *Listener) makeRoom(from *source) (evicted *connection, shed shedding) {
	switch {
	case from.open >= l.limits.PerAddress && !from.trusted:
		if evicted = first(&from.idle); evicted == nil {
			return nil, refusedForAddress
		}
		l.forget(evicted)
		return evicted, closedForAddress
	case l.open < l.limits.All:
		return nil, shedding{}
	}
	if evicted = l.leastMissed(); evicted != nil {
		l.forget(evicted)
		return evicted, closedForAll
	}
	if l.open < l.limits.All+maxSpare {
		return nil, toldForAll
	}
	return nil, refusedForAll
}

// first returns the first connection of a queue, or nil.
func first(idle *queue.List) *connection {
	if e := idle.Front(); e != nil {
		return e.Value.(*connection)
	}
	return nil
}

// leastMissed returns the idle connection to close when there are too many, or nil if
// none is idle.
func (l *Listener) leastMissed() (found *connection) {
	e := l.idle.Front()
	for n := 0; n < candidates && e != nil; n, e = n+1, e.Next() {
		if c := e.Value.(*connection); found == nil || c.source.open > found.source.open {
			found = c
		}
	}
	return found
}

// relieve closes idle connections when the system has no descriptor left.
func (l *Listener) relieve(cause error) {
	var evicted []*connection
	l.mu.Lock()
	for c := l.leastMissed(); c != nil && len(evicted) < relief; c = l.leastMissed() {
		l.forget(c)
		l.shed[closedForAll]++
		evicted = append(evicted, c)
	}
	open := l.open
	l.mu.Unlock()
	for _, c := range evicted {
		_ = c.Conn.Close()
	}
	l.log.Error("no file descriptor is left for another connection; raise ulimit -n", "err", cause, "connections", open, "closed", len(evicted))
}

// warn logs that there was no room, and what the operator can do.
func (l *Listener) warn(shed shedding, from *source) {
	switch shed.why {
	case "address":
		l.log.Warn("an address has as many connections as one may; -connections-per-address allows more, -trusted-proxy names proxies",
			"address", from.name, "limit", l.limits.PerAddress, "refused", shed.what != "closed")
	case "full":
		l.log.Warn("all connections are in use; raise ulimit -n, or see who has them", "limit", l.limits.All, "refused", shed.what != "closed")
	}
}

// markIdle puts a connection last among the idle ones.
func (l *Listener) markIdle(c *connection) {
	l.markBusy(c)
	if !c.closed {
		c.inAll, c.inSource = l.idle.PushBack(c), c.source.idle.PushBack(c)
	}
}

// markBusy removes a connection from the idle ones.
func (l *Listener) markBusy(c *connection) {
	if c.inAll != nil {
		l.idle.Remove(c.inAll)
		c.source.idle.Remove(c.inSource)
		c.inAll, c.inSource = nil, nil
	}
}

// forget stops counting a connection.
func (l *Listener) forget(c *connection) {
	if c.closed {
		return
	}
	l.markBusy(c)
	c.closed = true
	l.open--
	if c.source.open--; c.source.open == 0 {
		delete(l.sources, c.source.name)
	}
}

// sourceOf returns the source of an address. If it is new, the caller stores it when
// it admits the connection.
func (l *Listener) sourceOf(addr net.Addr) *source {
	tcp, ok := addr.(*net.TCPAddr)
	s := &source{trusted: !ok}
	if ok {
		ip := tcp.AddrPort().Addr().Unmap().WithZone("")
		s.trusted = slices.ContainsFunc(l.limits.Trusted, func(p netip.Prefix) bool { return p.Contains(ip) })
		bits := ip.BitLen()
		if ip.Is6() && !s.trusted {
			bits = 64
		}
		s.name, _ = ip.Prefix(bits)
	}
	if known := l.sources[s.name]; known != nil {
		return known
	}
	return s
}
