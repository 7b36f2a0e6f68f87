package meter

import (
	"context"
	"net/http"
	"sync"

	"kibitz/web/cache"
	"kibitz/web/request"
)

// A meter adds up what one page's feed has cost. It may be used from many
// goroutines.
type meter struct {
	mu       sync.Mutex
	requests int
	shared   bool // it has had requests whose bytes cannot be told from others'
	settled  wireBytes
	conns    map[*Conn]struct{} // those at work for it now
	streams  map[*context.CancelFunc]struct{}
}

type wireBytes struct{ up, down int64 }

// Meters are the meters of all pages, by the names that they have given them. It may
// be used from many goroutines.
type Meters struct {
	mu    sync.Mutex
	named *cache.Shared[*meter]
}

// New returns meters without any.
func New() *Meters { return &Meters{named: cache.NewShared[*meter](maxMeters, metersPerAddress)} }

// of returns the meter that a name belongs to, a new one for an address if there
// is none.
func (ms *Meters) of(name, address string) *meter {
	ms.mu.Lock()
	defer ms.mu.Unlock()
	m, ok := ms.named.Get(name)
	if !ok {
		m = &meter{conns: make(map[*Conn]struct{}), streams: make(map[*context.CancelFunc]struct{})}
		ms.named.Add(address, name, m)
	}
	return m
}

// find returns the meter that a name belongs to, if there is one.
func (ms *Meters) find(name string) (*meter, bool) {
	ms.mu.Lock()
	defer ms.mu.Unlock()
	return ms.named.Get(name)
}

// Charge has a request for a feed go to the meter of a name, for the address that
// it comes from. The request that is returned can be ended by Leave. The caller calls
// done when it has ended.
func (ms *Meters) Charge(r *http.Request, name string) (_ *http.Request, done func()) {
	m := ms.of(name, request.Address(r))
	if r.ProtoMajor >= 2 {
		m.share()
	} else if conn := ConnOf(r.Context()); conn != nil {
		conn.charge(m)
	}
	ctx, cancel := context.WithCancel(r.Context())
	release := m.hold(&cancel)
	return r.WithContext(ctx), func() { release(); cancel() }
}

// Leave ends the requests that a meter is charged with.
func (ms *Meters) Leave(name string) {
	m, ok := ms.find(name)
	if !ok {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for cancel := range m.streams {
		(*cancel)()
	}
}

// share counts a request over HTTP/2. Many share a connection there at the same
// time, and which of its bytes belong to which nobody can tell: they are not
// charged to anybody.
func (m *meter) share() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.requests++
	m.shared = true
}

// hold keeps what ends a request, until it has ended.
func (m *meter) hold(cancel *context.CancelFunc) (done func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.streams[cancel] = struct{}{}
	return func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		delete(m.streams, cancel)
	}
}

// A Count is what a meter has counted.
type Count struct {
	Requests int
	Up, Down int64 // bytes
	Shared   bool  // it had requests whose bytes cannot be told from others'
}

// Read returns what the meter of a name has counted so far; nothing for one that
// nobody uses.
func (ms *Meters) Read(name string) Count {
	m, ok := ms.find(name)
	if !ok {
		return Count{}
	}
	requests, sum, shared := m.read()
	return Count{Requests: requests, Up: sum.up, Down: sum.down, Shared: shared}
}

func (m *meter) read() (requests int, sum wireBytes, shared bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	sum = m.settled
	for c := range m.conns {
		now := c.total()
		sum.up += now.up - c.mark.up
		sum.down += now.down - c.mark.down
	}
	return m.requests, sum, m.shared
}
