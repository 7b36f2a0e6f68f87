package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"kibitz/game"
	"kibitz/web/transport"
)

// reads has how a reader follows its game by each transport: until the game has
// ended (errEnd), the server has sent the reader away (errComeBack), or
// something has failed.
var reads = map[string]func(r *reader, ctx context.Context, c *conn) error{
	transport.Polling.Name:     (*reader).poll,
	transport.LongPolling.Name: (*reader).longPoll,
	transport.SSE.Name:         (*reader).sse,
	transport.WebSocket.Name:   (*reader).webSocket,
	transport.NDJSON.Name:      (*reader).ndjson,
}

// A reader is one spectator. It belongs to one goroutine, but for what its mutex
// guards.
type reader struct {
	*bench
	n         int
	transport string
	tally     *tally
	table     *table
	random    *rand.Rand
	ready     func() // to be called once, at the first answer
	conn      *conn
	line      []byte // of a request, or a long one of an answer
	body      []byte

	// Only the reader writes these, and reads them without the mutex.
	mu      sync.Mutex
	round   *round
	checker checker
	over    bool // the last event of the round has come
}

// run follows the table's games until ctx ends.
func (r *reader) run(ctx context.Context) {
	for ctx.Err() == nil {
		err := r.follow(ctx)
		if ctx.Err() != nil {
			break
		}
		if errors.Is(err, errEnd) {
			r.leave(ctx)
			continue
		}
		r.hangUp()
		if errors.Is(err, errComeBack) {
			r.tally.reconnects.Add(1)
		} else {
			r.tally.errors.Add(1)
			r.faults.note("%s: %v", r.name(), err)
		}
		r.pause(ctx, time.Second) // all at once would be a herd
	}
	r.hangUp()
}

// follow reads the round by the connection that there is, or a new one.
func (r *reader) follow(ctx context.Context) (err error) {
	if r.conn == nil {
		if r.conn, err = r.dial(ctx); err != nil {
			return err
		}
	}
	return reads[r.transport](r, ctx, r.conn)
}

// leave goes on to the table's next round, once there is one.
func (r *reader) leave(ctx context.Context) {
	if r.transport != transport.Polling.Name && r.transport != transport.LongPolling.Name {
		r.hangUp()
	}
	select {
	case <-r.round.done:
	case <-ctx.Done():
		return
	}
	r.settle(r.round)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.round, r.checker, r.over = r.round.next, checker{at: beginning}, false
}

func (r *reader) name() string { return fmt.Sprintf("reader %d (%s)", r.n, r.transport) }

func (r *reader) hangUp() {
	if r.conn != nil {
		_ = r.conn.Close()
		r.conn = nil
	}
}

// answered says that the reader has been answered.
func (r *reader) answered() {
	if r.ready != nil {
		r.ready()
		r.ready = nil
	}
}

// pause waits for a time drawn from 0 to d.
func (r *reader) pause(ctx context.Context, d time.Duration) {
	if d > 0 {
		wait(ctx, time.Duration(r.random.Int64N(int64(d))))
	}
}

func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// take checks and times an event that came just now.
func (r *reader) take(data []byte, now time.Time) error {
	e, err := parseEvent(data)
	if err != nil || e.aside {
		return err
	}
	r.mu.Lock()
	what := r.checker.take(e)
	if what == expected || what == missed {
		r.tally.delivered.Add(1) // before anybody can see that the reader has it
	}
	r.over = r.over || e.over
	r.mu.Unlock()
	switch what {
	case jumped:
		r.tally.snapshots.Add(1)
		return nil
	case doubled, reordered:
		r.fault(what, r.round, e.version)
		return nil
	}
	r.tally.delivery.add(now.Sub(time.UnixMilli(e.at)))
	if sent := r.round.sentAt(e.version); !sent.IsZero() {
		r.tally.sinceSent.add(now.Sub(sent))
	}
	return nil
}

func (r *reader) fault(what verdict, in *round, v game.Version) {
	r.tally.fault(what)
	r.faults.note("%s: %s version %d of game %s", r.name(), what, v, in.game)
}

// settle reports what the reader lacks of a round that nobody adds to any more.
func (r *reader) settle(in *round) {
	for _, v := range r.checker.lost(in.newest()) {
		r.fault(missed, in, v)
	}
}

// caughtUp reports whether the reader has the newest event of its table.
func (r *reader) caughtUp(newest *round) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.round == newest && r.checker.at >= newest.newest()
}
