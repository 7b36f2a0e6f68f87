package live

import (
	"container/list"
	"context"
	"slices"
	"sync"
	"time"

	"kibitz/game"
)

// Longest that a room looks into the log before its readers are told that it
// cannot be reached.
const lookTimeout = 5 * time.Second

// How often a room that is read looks into the log although nothing told it to:
// an announcement may have been lost without anybody noticing. It is one query a
// room, however many read there, and nobody waits for it.
const lookEvery = 15 * time.Second

// A room is one game as its readers see it: the newest events and a bell.
type room struct {
	place
	delay time.Duration // of a late room
	log   Log
	now   func() time.Time // by which games are played

	// Guarded by the hub's mutex.
	readers int
	idle    *list.Element // of the hub's list, while there are none
	removal *time.Timer

	mu   sync.Mutex
	tail []*game.Announcement // the newest events, without a hole, at most game.MaxBehind
	bell chan struct{}        // closed, and replaced, when there may be something new

	// A room may be trusted while every doubt was followed by a look into the
	// log that began after it. A flag would not do: a look that began before a
	// doubt and ends after it must not clear it.
	doubts, settled int
	look            *look // under way, nil if none
	looked          time.Time

	aside *game.Announcement // the newest of what is told beside the log

	next    *time.Timer // in a late room: when the next event can be seen, nil if none is known
	showsAt time.Time
}

// A look is one reading of the log, shared by all readers who need one.
type look struct {
	doubts int // how many it can settle
	done   chan struct{}
	err    error
}

// state is what a reader with nothing to read needs to know.
type state struct {
	bell <-chan struct{}
	over bool
}

func newRoom(p place, delay time.Duration, log Log, now func() time.Time) *room {
	return &room{place: p, delay: delay, log: log, now: now, bell: make(chan struct{}), doubts: 1}
}

// announce takes an event that is next in line; for one from further ahead the
// log has to be asked.
func (r *room) announce(e *game.Announcement) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch head := r.head(); {
	case e.Version <= head:
		return
	case e.Version == head+1:
		r.add(e)
	default:
		r.doubts++
	}
	r.ring()
}

// doubt makes the next reader look into the log.
func (r *room) doubt() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.doubts++
	r.ring()
}

// tell replaces what was last told beside the log.
func (r *room) tell(a *game.Announcement) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.aside == nil || r.aside.Aside < a.Aside {
		r.aside = a
		r.ring()
	}
}

// since returns the events after a cursor and the newest aside, and what to wait
// for when there is neither.
func (r *room) since(ctx context.Context, c game.Cursor) ([]*game.Announcement, state, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	after := c.After
	if after > r.head() && r.settled == r.doubts {
		r.doubts++ // the reader may know more than this room does
	}
	for r.settled != r.doubts {
		if err := r.wait(ctx, r.begin()); err != nil {
			return nil, state{}, err
		}
	}
	over := len(r.tail) > 0 && r.tail[len(r.tail)-1].Status == game.Over
	if !over && time.Since(r.looked) >= lookEvery {
		r.begin()
	}
	switch behind := r.head() - after; {
	case behind < 0 || behind > game.Version(len(r.tail)):
		return nil, state{}, game.ErrFar
	default:
		events := r.tail[len(r.tail)-int(behind):]
		events = events[:len(events):len(events)]
		if r.aside != nil && r.aside.Aside > c.Aside && !over { // a stream of a finished game is about to end
			events = append(events, r.aside)
		}
		return events, state{bell: r.bell, over: over}, nil
	}
}

// begin starts a look into the log, or joins the one under way.
func (r *room) begin() *look {
	if r.look == nil {
		r.look = &look{doubts: r.doubts, done: make(chan struct{})}
		r.looked = time.Now()
		go r.read(r.look, r.head())
	}
	return r.look
}

// wait gives the room free until the look is done. It belongs to all readers
// who wait, so it does not end with one of them.
func (r *room) wait(ctx context.Context, l *look) error {
	r.mu.Unlock()
	defer r.mu.Lock()
	select {
	case <-l.done:
		return l.err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// read does a look: what is in the log after head joins the tail.
func (r *room) read(l *look, head game.Version) {
	ctx, cancel := context.WithTimeout(context.Background(), lookTimeout)
	defer cancel()
	events, err := r.tailAfter(ctx, head)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.look = nil; err == nil {
		r.merge(events)
		r.settled = l.doubts
	}
	l.err = err
	close(l.done)
}

// merge adds what the log has and the tail has not. Announcements may have
// come in while the log was read.
func (r *room) merge(events []game.Event) {
	if len(events) > 0 && events[0].Version > r.head()+1 {
		r.tail = nil // more happened than a tail holds
	}
	before := r.head()
	for _, e := range events {
		if len(r.tail) == 0 || e.Version == r.head()+1 {
			r.add(game.NewAnnouncement(e))
		}
	}
	if r.head() > before {
		r.ring()
	}
}

// add appends an event. A full tail is copied and not shifted: readers hold
// slices of it.
func (r *room) add(e *game.Announcement) {
	if len(r.tail) == game.MaxBehind {
		r.tail = slices.Clone(r.tail[1:])
	}
	r.tail = append(r.tail, e)
}

func (r *room) ring() {
	close(r.bell)
	r.bell = make(chan struct{})
}

// head is the newest version the room knows, 0 if none.
func (r *room) head() game.Version {
	if len(r.tail) == 0 {
		return 0
	}
	return r.tail[len(r.tail)-1].Version
}

func (r *room) empty() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.tail) == 0
}
