package web

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"sync"
	"time"

	"kibitz/game"
)

// Most readers that may wait at once on one server, unless it is told otherwise.
// More are asked to come back later, when another server may take them.
const maxReaders = 20_000

// why says how a reader's request ended, the same for all transports.
type why string

const (
	completed why = "completed" // it has what it asked for: an answer, or a game to its end
	timedOut  why = "timed out" // a long poll in whose time nothing happened
	gone      why = "gone"      // the reader went away
	cut       why = "cut"       // it did not take what was written to it in time
	failed    why = "failed"    // the log could not be read
	stopped   why = "stopped"   // the server stops
	shed      why = "shed"      // it was asked to come back later: there are too many
	refused   why = "refused"   // it broke a rule of its transport
)

// whyNot says why a write failed: the reader is too slow, or not there.
func whyNot(err error) why {
	var network net.Error
	if errors.Is(err, os.ErrDeadlineExceeded) || (errors.As(err, &network) && network.Timeout()) {
		return cut
	}
	return gone
}

// about is which games a reader follows, and whether as a spectator.
type about struct {
	games     []game.ID
	spectator bool
}

// readers is the registry of those who wait. It may be used from many
// goroutines.
type readers struct {
	log     *slog.Logger
	metrics *metrics
	most    int

	mu      sync.Mutex
	waiting int
	watched map[game.ID]int // spectators by game
}

// A life is one reader's, from open to close.
type life struct {
	readers   *readers
	transport string
	counts    counts
	about     about
	since     time.Time
	events    int
	bytes     int
	err       error
}

// newReaders makes a registry of at most so many readers; 0 is for the usual.
func newReaders(log *slog.Logger, m *metrics, most int) *readers {
	return &readers{log: log, metrics: m, most: cmp.Or(most, maxReaders), watched: make(map[game.ID]int)}
}

// full reports whether there are as many readers as there may be.
func (rs *readers) full() bool {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	return rs.waiting >= rs.most
}

// watching returns how many spectators a game has on this server.
func (rs *readers) watching(id game.ID) int {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	return rs.watched[id]
}

// open begins a reader's life; whoever opens one has to close it.
func (rs *readers) open(transport string, a about) *life {
	rs.count(a, 1)
	l := &life{readers: rs, transport: transport, counts: rs.metrics.of(transport), about: a, since: time.Now()}
	l.counts.readers.Inc()
	rs.log.Debug("reader opened", "transport", transport, "games", a.games, "spectator", a.spectator)
	return l
}

func (rs *readers) count(a about, n int) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	rs.waiting += n
	if !a.spectator {
		return
	}
	for _, id := range a.games {
		if rs.watched[id] += n; rs.watched[id] == 0 {
			delete(rs.watched, id)
		}
	}
}

// sent counts a message that was written, and how long after its announcement.
func (l *life) sent(m message) {
	l.events++
	l.bytes += len(m.data)
	l.counts.events.Inc()
	l.counts.bytes.Add(float64(len(m.data)))
	if m.event != nil && !m.event.Announced.IsZero() {
		l.counts.delay.Observe(time.Since(m.event.Announced).Seconds())
	}
}

// failed remembers the error that is about to end the reader's life.
func (l *life) failed(err error) {
	if !errors.Is(err, context.Canceled) {
		l.err = err
	}
}

// close ends a reader's life.
func (l *life) close(reason why) {
	rs := l.readers
	rs.count(l.about, -1)
	l.counts.readers.Dec()
	rs.metrics.closed.WithLabelValues(l.transport, string(reason)).Inc()
	rs.log.Debug("reader closed", "transport", l.transport, "games", l.about.games, "why", reason,
		"events", l.events, "bytes", l.bytes, "after", time.Since(l.since), "err", l.err)
}
