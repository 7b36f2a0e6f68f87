package web

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"kibitz/game"
	"kibitz/web/presence"
)

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
	left      why = "left"      // the page was closed
)

// whyNot says why a write failed: the reader is too slow, or not there.
func whyNot(err error) why {
	var network net.Error
	if errors.Is(err, os.ErrDeadlineExceeded) || (errors.As(err, &network) && network.Timeout()) {
		return cut
	}
	return gone
}

// about is which games a reader follows, and as whom.
type about struct {
	presence.Visit
	games []game.ID
	// sent is told of each message that was written; nil for nobody.
	sent func(transport string, m message)
}

// readers is the registry of those who read. It may be used from many
// goroutines.
type readers struct {
	log     *slog.Logger
	metrics *metrics
	waiting *waiting

	presence *presence.Presence

	delivered atomic.Int64 // messages, to all readers so far

	mu          sync.Mutex
	byTransport map[string]int // open now
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

func newReaders(log *slog.Logger, m *metrics, l Limits, p *presence.Presence) *readers {
	return &readers{log: log, metrics: m, waiting: newWaiting(l), presence: p, byTransport: make(map[string]int)}
}

// open begins a reader's life; whoever opens one has to close it.
func (rs *readers) open(transport string, a about) *life {
	rs.count(transport, 1)
	rs.presence.Enter(a.Visit)
	l := &life{readers: rs, transport: transport, counts: rs.metrics.of(transport), about: a, since: time.Now()}
	l.counts.readers.Inc()
	rs.log.Debug("reader opened", "transport", transport, "games", a.games, "you", a.You)
	return l
}

func (rs *readers) count(transport string, n int) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	rs.byTransport[transport] += n
}

// sent counts a message that was written, and how long after its announcement.
func (l *life) sent(m message) {
	l.events++
	l.bytes += len(m.data)
	l.readers.delivered.Add(1)
	l.counts.events.Inc()
	l.counts.bytes.Add(float64(len(m.data)))
	if l.about.sent != nil {
		l.about.sent(l.transport, m)
	}
	if m.event != nil && !m.event.Announced.IsZero() && l.about.sent == nil { // a lab is late on purpose
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
	rs.count(l.transport, -1)
	rs.presence.Leave(l.about.Visit, l.thereUntil(reason))
	l.counts.readers.Dec()
	rs.metrics.closed.WithLabelValues(l.transport, string(reason)).Inc()
	rs.log.Debug("reader closed", "transport", l.transport, "games", l.about.games, "why", reason,
		"events", l.events, "bytes", l.bytes, "after", time.Since(l.since), "err", l.err)
}

// thereUntil is until when a reader counts as there, whose request has ended.
func (l *life) thereUntil(reason why) time.Time {
	now := time.Now()
	switch {
	case reason == left:
		return now.Add(-presence.FarewellCounts)
	case l.transport == "polling":
		return now.Add(presence.PollLease)
	case l.transport == "long polling" && reason != gone:
		return now.Add(presence.HoldLease)
	}
	return now
}
