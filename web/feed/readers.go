package feed

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"kibitz/game"
	"kibitz/web/presence"
	"kibitz/web/transport"
)

// An outcome is how a reader's request ended, the same for all transports.
type outcome string

const (
	completed outcome = "completed" // it has what it asked for: an answer, or a game to its end
	timedOut  outcome = "timed out" // a long poll in whose time nothing happened
	gone      outcome = "gone"      // the reader went away
	cut       outcome = "cut"       // it did not take what was written to it in time
	failed    outcome = "failed"    // the log could not be read
	stopped   outcome = "stopped"   // the server stops
	shed      outcome = "shed"      // there are too many: it was asked to come back later
	refused   outcome = "refused"   // it broke a rule of its transport
	left      outcome = "left"      // the page was closed
)

// outcomeOfWrite says why a write failed: the reader is too slow, or has gone.
func outcomeOfWrite(err error) outcome {
	var network net.Error
	if errors.Is(err, os.ErrDeadlineExceeded) || (errors.As(err, &network) && network.Timeout()) {
		return cut
	}
	return gone
}

// About says which games a reader follows, and as whom.
type About struct {
	presence.Visit
	Games []game.ID
	// Sent is called after each message that was written, if it is not nil.
	Sent func(transport string, m Message)
}

// readers is the registry of open readers. It may be used from many goroutines.
type readers struct {
	log     *slog.Logger
	clock   func() time.Time // by which games are played
	metrics *readerMetrics
	waiting *waiting

	presence *presence.Presence

	delivered atomic.Int64 // messages, to all readers so far

	mu          sync.Mutex
	byTransport map[string]int // open now
}

// A reader is one request for a feed, from open to close. It belongs to one goroutine.
type reader struct {
	readers   *readers
	transport string
	counts    counts
	about     About
	since     time.Time
	opened    time.Time // since, by the clock of games, to the millisecond as events have it
	events    int
	bytes     int
	err       error
}

func newReaders(log *slog.Logger, clock func() time.Time, l Limits, p *presence.Presence) *readers {
	return &readers{log: log, clock: clock, metrics: newReaderMetrics(), waiting: newWaiting(l), presence: p, byTransport: make(map[string]int)}
}

// open registers a reader. The caller has to close it.
func (rs *readers) open(transport string, a About) *reader {
	rs.count(transport, 1)
	rs.presence.Enter(a.Visit)
	l := &reader{readers: rs, transport: transport, counts: rs.metrics.of(transport), about: a,
		since: time.Now(), opened: rs.clock().Truncate(time.Millisecond)}
	l.counts.readers.Inc()
	rs.log.Debug("reader opened", "transport", transport, "games", a.Games, "you", a.You)
	return l
}

func (rs *readers) count(transport string, n int) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	rs.byTransport[transport] += n
}

// sent counts a message that was written, and its delay.
func (l *reader) sent(m Message) {
	l.events++
	l.bytes += len(m.data)
	l.readers.delivered.Add(1)
	l.counts.events.Inc()
	l.counts.bytes.Add(float64(len(m.data)))
	if l.about.Sent != nil {
		l.about.Sent(l.transport, m)
	}
	if l.timed(m) {
		l.counts.delay.Observe(max(0, l.readers.clock().Sub(m.Event.At)).Seconds())
	}
}

// timed reports whether the delay of a message tells how fast the server is. It does
// not if the event happened before the reader was there to get it, and where readers
// are late on purpose: in a lab, and spectators who are kept behind.
func (l *reader) timed(m Message) bool {
	return m.Event != nil && m.Event.Aside == 0 && !m.late && l.about.Sent == nil && !m.Event.At.Before(l.opened)
}

// failed notes the error that ends the reader, for the log.
func (l *reader) failed(err error) {
	if !errors.Is(err, context.Canceled) {
		l.err = err
	}
}

// close removes the reader from the registry and counts why it ended.
func (l *reader) close(reason outcome) {
	rs := l.readers
	rs.count(l.transport, -1)
	rs.presence.Leave(l.about.Visit, l.thereUntil(reason))
	l.counts.readers.Dec()
	rs.metrics.closed.WithLabelValues(l.transport, string(reason)).Inc()
	rs.log.Debug("reader closed", "transport", l.transport, "games", l.about.Games, "why", reason,
		"events", l.events, "bytes", l.bytes, "after", time.Since(l.since), "err", l.err)
}

// thereUntil returns until when somebody counts as present whose request has ended.
func (l *reader) thereUntil(reason outcome) time.Time {
	now := time.Now()
	switch {
	case reason == left:
		return now.Add(-presence.FarewellCounts)
	case l.transport == transport.Polling.Label:
		return now.Add(presence.PollLease)
	case l.transport == transport.LongPolling.Label && reason != gone:
		return now.Add(presence.HoldLease)
	}
	return now
}

// now returns how many readers of each transport are open, and how many messages were
// sent so far.
func (rs *readers) now() (open map[string]int, delivered int64) {
	rs.mu.Lock()
	defer rs.mu.Unlock()
	return maps.Clone(rs.byTransport), rs.delivered.Load()
}
