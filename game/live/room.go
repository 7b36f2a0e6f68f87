package live

import (
	"container/list"
	"context"
	"slices"
	"sync"
	"time"

	"kibitz/game"
	"kibitz/game/internal/tasks"
	"kibitz/game/wire"
)

// How often a room with readers looks into the log even without an announcement,
// because one may have been lost unnoticed. This costs one query per room, however
// many readers it has, and nobody waits for it.
const lookEvery = 15 * time.Second

// A room is one game as its readers see it: the newest events and who follows it.
type room struct {
	place
	delay time.Duration // of a late room
	log   Log
	now   func() time.Time // by which games are played
	tasks *tasks.Group

	// Guarded by the hub's mutex.
	readers int
	idle    *list.Element // of the hub's list, while there are none
	removal *time.Timer

	followers crowd // rung when there may be something new

	mu    sync.Mutex
	look  look          // into the log
	tail  []*wire.Event // the newest events, without a gap, at most game.MaxBehind
	aside *wire.Event   // the newest thing told beside the log

	next    *time.Timer // in a late room: when the next event can be seen, nil if none is known
	showsAt time.Time
	closed  bool // the room has ended
}

// newRoom makes a room in a hub for the reader of a cursor.
func newRoom(p place, c game.Cursor, h *Hub) *room {
	r := &room{place: p, delay: c.Delay, log: h.log, now: h.Now, tasks: h.tasks}
	r.look = look{owner: r, mu: &r.mu, tasks: h.tasks, doubts: 1}
	return r
}

// announce adds an event that is next in line. For one further ahead, the room has
// to read the log.
func (r *room) announce(e *wire.Event) {
	r.change(func() (news bool) {
		switch head := r.head(); {
		case e.Version <= head:
			return false
		case e.Version == head+1:
			r.add(e)
		default:
			r.look.doubt()
		}
		return true
	})
}

// doubt makes the next reader look into the log.
func (r *room) doubt() {
	r.change(func() (news bool) {
		r.look.doubt()
		return true
	})
}

// tell replaces what was last told beside the log.
func (r *room) tell(a *wire.Event) {
	r.change(func() (news bool) {
		if r.aside != nil && r.aside.Aside >= a.Aside {
			return false
		}
		r.aside = a
		return true
	})
}

// change changes the room with do, and wakes its followers if there is news. It
// releases the mutex first, because they ask at once.
func (r *room) change(do func() (news bool)) {
	r.mu.Lock()
	news := do()
	r.mu.Unlock()
	if news {
		r.followers.ring()
	}
}

// since returns the events after a cursor and the newest aside, and whether the
// game is over.
func (r *room) since(ctx context.Context, c game.Cursor) (events []*wire.Event, over bool, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if c.After > r.head() && r.look.trusted() {
		r.look.doubt() // the reader may know more than this room does
	}
	for !r.look.trusted() {
		if err := r.look.refresh(ctx); err != nil {
			return nil, false, err
		}
	}
	over = len(r.tail) > 0 && r.tail[len(r.tail)-1].Status == game.Over
	if !over && r.look.idle() >= lookEvery {
		r.look.begin()
	}
	behind := r.head() - c.After
	if behind < 0 || behind > game.Version(len(r.tail)) {
		return nil, over, game.ErrFar
	}
	events = r.tail[len(r.tail)-int(behind):]
	events = events[:len(events):len(events)]
	if r.aside != nil && r.aside.Aside > c.Aside && !over { // a stream of a finished game is about to end
		events = append(events, r.aside)
	}
	return events, over, nil
}

// read reads the events after the tail from the log.
func (r *room) read(ctx context.Context) (adopt func() error, err error) {
	r.mu.Lock()
	head := r.head()
	r.mu.Unlock()
	events, err := r.tailAfter(ctx, head)
	return func() error { r.merge(events); return nil }, err
}

func (r *room) looked(error) {}

// merge adds the log's events that the tail lacks. Announcements may have come in
// while the log was read.
func (r *room) merge(events []game.Event) {
	if len(events) > 0 && events[0].Version > r.head()+1 {
		r.tail = nil // more happened than a tail holds
	}
	before := r.head()
	for _, e := range events {
		if len(r.tail) == 0 || e.Version == r.head()+1 {
			r.add(wire.NewEvent(e))
		}
	}
	if r.head() > before {
		r.followers.ring()
	}
}

// add appends an event. It copies a full tail instead of shifting it, because
// readers hold slices of it.
func (r *room) add(e *wire.Event) {
	if len(r.tail) == game.MaxBehind {
		r.tail = slices.Clone(r.tail[1:])
	}
	r.tail = append(r.tail, e)
}

// head returns the newest version that the room knows, 0 if none.
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
