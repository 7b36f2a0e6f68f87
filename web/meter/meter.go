package meter

import (
	"context"
	"net/http"
	"sync"

	"kibitz/web/cache"
	"kibitz/web/request"
)

// A meter adds up the bytes of one page's feed. It may be used from many goroutines.
type meter struct {
	mu       sync.Mutex
	requests int
	shared   bool // some requests shared their connection: their bytes are not counted
	settled  wireBytes
	conns    map[*Conn]struct{}               // whose request under way is charged to it
	streams  map[*context.CancelFunc]struct{} // end the requests under way
}

type wireBytes struct{ up, down int64 }

// Meters are the meters of all pages. Pages make up their names. It may be used from many
// goroutines.
type Meters struct {
	mu    sync.Mutex
	named *cache.Shared[*meter]
}

// New returns an empty set of meters.
func New() *Meters { return &Meters{named: cache.NewShared[*meter](maxMeters, metersPerAddress)} }

// of returns the meter of a name. If there is none it makes one, which counts for an
// address.
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

// find returns the meter of a name, if there is one.
func (ms *Meters) find(name string) (*meter, bool) {
	ms.mu.Lock()
	defer ms.mu.Unlock()
	return ms.named.Get(name)
}

// Charge charges a request for a feed to the meter of a name. Serve the request that is
// returned, which Leave can end, and call done when it has ended.
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

// Leave ends all requests that are charged to the meter of a name.
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

// share counts a request over HTTP/2. Several requests share a connection there at the
// same time, and its bytes cannot be told apart: they are charged to nobody.
func (m *meter) share() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.requests++
	m.shared = true
}

// hold keeps the cancel function of a request until done is called.
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
	Shared   bool  // some requests shared their connection: their bytes are not counted
}

// Read returns what the meter of a name has counted so far; zero if there is none.
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
