package main

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

// connectionLimits is how many connections may be open at once.
type connectionLimits struct {
	all     int            // beyond that there are a few more, to be told so
	each    int            // from one address
	trusted []netip.Prefix // networks of proxies, whose connections are those of many
}

const (
	// Connections beyond the limit, over which health checks are answered and
	// everybody else is told that the server is full.
	spareConnections = 16
	// Connections that are closed at once when the descriptors are used up in spite
	// of the limit.
	relief = 16
	// How many of those that have waited longest are compared by how many more their
	// address has.
	candidates = 64
)

// limitedListener is a listener that bounds how many connections are open: each takes
// a descriptor, which the database, Redis and engines need too, and one visitor
// must not have them all. A connection waits while its client has sent no whole
// request, at first and between two requests. When there is no room for a new one,
// one that waits is closed in its favor: as a rule the one that has waited longest,
// but first of all of an address that has many. It may be used from many
// goroutines.
type limitedListener struct {
	net.Listener
	limits connectionLimits
	log    *slog.Logger

	mu      sync.Mutex
	open    int
	sources map[netip.Prefix]*source
	waiting queue.List // *connection, longest first
	shed    map[shedding]int
}

// A shedding is what happened to a connection for want of room.
type shedding struct{ what, why string }

var (
	closedForAddress  = shedding{"closed", "address"}
	closedForAll      = shedding{"closed", "full"}
	refusedForAddress = shedding{"refused", "address"}
	refusedForAll     = shedding{"refused", "full"}
	toldForAll        = shedding{"told", "full"}
)

// A source is where connections come from: an address, or a network of IPv6, of
// which whoever has one address has them all.
type source struct {
	name    netip.Prefix
	trusted bool // a proxy, which speaks for many, or no address at all
	open    int
	waiting queue.List
}

// limitConnections bounds the connections that a listener accepts.
func limitConnections(inner net.Listener, limits connectionLimits, log *slog.Logger) *limitedListener {
	return &limitedListener{Listener: inner, limits: limits, log: log, sources: map[netip.Prefix]*source{}, shed: map[shedding]int{}}
}

// Accept waits for a connection that there is room for.
func (l *limitedListener) Accept() (net.Conn, error) {
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

// admit takes a connection in, and returns nil if there is no room for it.
func (l *limitedListener) admit(conn net.Conn) (c *connection) {
	l.mu.Lock()
	from := l.sourceOf(conn.RemoteAddr())
	evicted, shed := l.makeRoom(from)
	if shed.what != "refused" {
		c = &connection{Conn: conn, all: l, source: from, spare: l.open >= l.limits.all}
		l.sources[from.name] = from
		from.open++
		l.open++
		l.wait(c)
	}
	if shed.what != "" {
		l.shed[shed]++
	}
	l.mu.Unlock()
	if evicted != nil {
		_ = evicted.Conn.Close()
	}
	l.tell(shed, from)
	return c
}

// makeRoom closes a connection that waits, if one has to go for a new one from a
// source. The caller closes it for good once it has let go of the mutex.
func (l *limitedListener) makeRoom(from *source) (evicted *connection, shed shedding) {
	switch {
	case from.open >= l.limits.each && !from.trusted:
		if evicted = first(&from.waiting); evicted == nil {
			return nil, refusedForAddress
		}
		l.forget(evicted)
		return evicted, closedForAddress
	case l.open < l.limits.all:
		return nil, shedding{}
	}
	if evicted = l.leastMissed(); evicted != nil {
		l.forget(evicted)
		return evicted, closedForAll
	}
	if l.open < l.limits.all+spareConnections {
		return nil, toldForAll
	}
	return nil, refusedForAll
}

// first is the connection that has waited longest of some; nil if none waits.
func first(waiting *queue.List) *connection {
	if e := waiting.Front(); e != nil {
		return e.Value.(*connection)
	}
	return nil
}

// leastMissed is the connection to close when there are too many; nil if none
// waits.
func (l *limitedListener) leastMissed() (found *connection) {
	e := l.waiting.Front()
	for n := 0; n < candidates && e != nil; n, e = n+1, e.Next() {
		if c := e.Value.(*connection); found == nil || c.source.open > found.source.open {
			found = c
		}
	}
	return found
}

// relieve closes connections that wait when the system has no descriptor left.
func (l *limitedListener) relieve(why error) {
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
	l.log.Error("no file descriptor is left for another connection; raise ulimit -n", "err", why, "connections", open, "closed", len(evicted))
}

// tell says what is the matter when there is no room.
func (l *limitedListener) tell(shed shedding, from *source) {
	switch shed.why {
	case "address":
		l.log.Warn("an address has as many connections as one may; -connections-per-address allows more, -trusted-proxy names proxies",
			"address", from.name, "limit", l.limits.each, "refused", shed.what != "closed")
	case "full":
		l.log.Warn("all connections are in use; raise ulimit -n, or see who has them", "limit", l.limits.all, "refused", shed.what != "closed")
	}
}

// wait puts a connection last among those that wait.
func (l *limitedListener) wait(c *connection) {
	l.work(c)
	if !c.closed {
		c.inAll, c.inSource = l.waiting.PushBack(c), c.source.waiting.PushBack(c)
	}
}

// work takes a connection from among those that wait.
func (l *limitedListener) work(c *connection) {
	if c.inAll != nil {
		l.waiting.Remove(c.inAll)
		c.source.waiting.Remove(c.inSource)
		c.inAll, c.inSource = nil, nil
	}
}

// forget stops counting a connection.
func (l *limitedListener) forget(c *connection) {
	if c.closed {
		return
	}
	l.work(c)
	c.closed = true
	l.open--
	if c.source.open--; c.source.open == 0 {
		delete(l.sources, c.source.name)
	}
}

// sourceOf is where a connection comes from. One that is new is not kept yet.
func (l *limitedListener) sourceOf(addr net.Addr) *source {
	tcp, ok := addr.(*net.TCPAddr)
	s := &source{trusted: !ok}
	if ok {
		ip := tcp.AddrPort().Addr().Unmap().WithZone("")
		s.trusted = slices.ContainsFunc(l.limits.trusted, func(p netip.Prefix) bool { return p.Contains(ip) })
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
