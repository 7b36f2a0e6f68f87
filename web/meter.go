package web

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"

	"kibitz/web/cache"
	"kibitz/web/request"
)

// What a feed costs on the wire is counted here, at the connection: a page
// cannot know, since browsers do not tell it the sizes of headers, of frames or
// of an answer that goes on. A page names a meter in its requests for a feed,
// ?meter=ID, and asks for its count at /meters/ID.

// A meter adds up what one page's feed has cost. It may be used from many
// goroutines.
type meter struct {
	mu       sync.Mutex
	requests int
	shared   bool // it has had requests whose bytes cannot be told from others'
	settled  wireBytes
	conns    map[*countedConn]struct{} // those at work for it now
	streams  map[*context.CancelFunc]struct{}
}

type wireBytes struct{ up, down int64 }

type meters struct {
	mu    sync.Mutex
	named *cache.Shared[*meter]
}

func newMeters() *meters { return &meters{named: cache.NewShared[*meter](maxMeters, metersPerAddress)} }

// of returns the meter that a name belongs to, a new one for an address if there
// is none.
func (ms *meters) of(name, address string) *meter {
	ms.mu.Lock()
	defer ms.mu.Unlock()
	m, ok := ms.named.Get(name)
	if !ok {
		m = &meter{conns: make(map[*countedConn]struct{}), streams: make(map[*context.CancelFunc]struct{})}
		ms.named.Add(address, name, m)
	}
	return m
}

// find returns the meter that a name belongs to, if there is one.
func (ms *meters) find(name string) (*meter, bool) {
	ms.mu.Lock()
	defer ms.mu.Unlock()
	return ms.named.Get(name)
}

// metered charges a request for a feed to the meter that it names, with which it
// can be ended, too.
func (s *Server) metered(h handler) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		name := r.URL.Query().Get("meter")
		if !request.ValidMeter(name) {
			return h(w, r)
		}
		m := s.meters.of(name, request.Address(r))
		if r.ProtoMajor >= 2 {
			m.share()
		} else if conn, ok := r.Context().Value(connKey{}).(*countedConn); ok {
			conn.charge(m)
		}
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		defer m.hold(&cancel)()
		return h(w, r.WithContext(ctx))
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

// leaveMeter ends the streams of a page that goes away. A browser may keep the
// page, and the SharedWorker that reads for it, frozen with an open connection,
// of which the server would not hear for minutes.
func (s *Server) leaveMeter(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	if !request.ValidMeter(name) {
		return errNoPage
	}
	if m, ok := s.meters.find(name); ok {
		m.mu.Lock()
		defer m.mu.Unlock()
		for cancel := range m.streams {
			(*cancel)()
		}
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// readMeter tells what a meter has counted so far.
func (s *Server) readMeter(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	if !request.ValidMeter(name) {
		return errNoPage
	}
	requests, sum, shared := s.meters.read(name)
	// The time lets a page compare its clock with the server's.
	count := map[string]any{"requests": requests, "at": s.Now().UnixMilli()}
	if shared {
		count["shared"] = true
	} else {
		count["up"], count["down"] = sum.up, sum.down
	}
	body, err := json.Marshal(count)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, body)
	return nil
}

// read returns what a meter has counted; nothing for one that nobody uses.
func (ms *meters) read(name string) (requests int, sum wireBytes, shared bool) {
	if m, ok := ms.find(name); ok {
		return m.read()
	}
	return 0, wireBytes{}, false
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
