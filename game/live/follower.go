package live

import (
	"context"
	"slices"
	"sync"
	"time"

	"kibitz/game"
	"kibitz/game/wire"
)

// A follower gives one reader the events of the games that it follows. It enters
// their rooms once and leaves them once. A room that has something new puts itself
// in the follower's queue once, however much happens before the follower looks, and
// wakes it. Nothing else is stored for a reader.
type follower struct {
	hub     *Hub
	watches []watch // by the places of the cursors
	left    int     // games that have not ended
	checked time.Time
	wake    chan struct{} // holds a token if the queue may have something

	mu    sync.Mutex
	queue []*watch // rooms to look into, longest wait first
}

// A watch is one game that a follower follows.
type watch struct {
	follower *follower
	room     *room // nil after leaving
	place    int
	index    int // in the room's list
	cursor   game.Cursor
	queued   bool // guarded by the follower's mutex
}

var _ wire.Follower = (*follower)(nil)

// Follow enters the rooms of some games. Each cursor names a game and where its
// events start. Follow fails with game.ErrUnavailable if there are too many rooms.
// Close leaves them.
func (h *Hub) Follow(cursors ...game.Cursor) (wire.Follower, error) {
	f := &follower{
		hub: h, watches: make([]watch, len(cursors)), left: len(cursors), checked: time.Now(),
		wake: make(chan struct{}, 1), queue: make([]*watch, 0, len(cursors)),
	}
	for i, c := range cursors {
		r, err := h.enter(c)
		if err != nil {
			f.Close()
			return nil, err
		}
		w := &f.watches[i]
		*w = watch{follower: f, room: r, place: i, cursor: c}
		r.followers.add(w)
		w.ring()
	}
	return f, nil
}

// Close leaves the rooms. It may be called more than once.
func (f *follower) Close() {
	for i := range f.watches {
		f.leave(&f.watches[i])
	}
}

func (f *follower) leave(w *watch) {
	if w.room != nil {
		w.room.followers.remove(w)
		f.hub.leave(w.room)
		w.room = nil
	}
}

// Seek moves the cursor of the game at a place.
func (f *follower) Seek(place int, after game.Version) {
	f.watches[place].cursor.After = after
	f.watches[place].ring()
}

// Now returns the events after the cursor of the game at a place, if any, and moves
// the cursor past them.
func (f *follower) Now(ctx context.Context, place int) ([]*wire.Event, error) {
	w := &f.watches[place]
	if w.room == nil {
		return nil, game.ErrEnded
	}
	events, over, err := w.room.since(ctx, w.cursor)
	w.advance(events, over)
	return events, err
}

// Next waits until a game has events after its cursor, and returns its place and
// the events. Games that have something take turns.
func (f *follower) Next(ctx context.Context) (int, []*wire.Event, error) {
	if time.Since(f.checked) >= lookEvery { // rooms may have lost an announcement
		f.checked = time.Now()
		for i := range f.watches {
			f.watches[i].ring()
		}
	}
	for f.left > 0 {
		w := f.take()
		if w == nil {
			select {
			case <-f.wake:
				continue
			case <-ctx.Done():
				return 0, nil, ctx.Err()
			}
		}
		if w.room == nil {
			continue
		}
		events, over, err := w.room.since(ctx, w.cursor)
		switch {
		case err != nil:
			w.ring() // still to be looked into
			return w.place, nil, err
		case len(events) > 0:
			w.advance(events, over)
			return w.place, events, nil
		case over:
			f.leave(w)
			f.left--
		}
	}
	return 0, nil, game.ErrEnded
}

// take returns the watch that has been in the queue longest, or nil if the queue is
// empty.
func (f *follower) take() *watch {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.queue) == 0 {
		return nil
	}
	w := f.queue[0]
	f.queue = slices.Delete(f.queue, 0, 1)
	w.queued = false
	return w
}

// ring puts a watch in the queue of its follower.
func (w *watch) ring() {
	f := w.follower
	f.mu.Lock()
	if w.queued {
		f.mu.Unlock()
		return
	}
	w.queued = true
	f.queue = append(f.queue, w)
	first := len(f.queue) == 1
	f.mu.Unlock()
	if first {
		select {
		case f.wake <- struct{}{}:
		default:
		}
	}
}

// advance moves the cursor past events. They may be the last of a finished game; the
// next look then finds nothing more and ends the watch.
func (w *watch) advance(events []*wire.Event, over bool) {
	if over {
		w.ring()
	}
	for _, e := range events {
		if e.Aside > 0 {
			w.cursor.Aside = e.Aside
		} else {
			w.cursor.After = e.Version
		}
	}
}

// A crowd is the followers of a room.
type crowd struct {
	mu      sync.Mutex
	watches []*watch
}

func (c *crowd) add(w *watch) {
	c.mu.Lock()
	defer c.mu.Unlock()
	w.index = len(c.watches)
	c.watches = append(c.watches, w)
}

func (c *crowd) remove(w *watch) {
	c.mu.Lock()
	defer c.mu.Unlock()
	last := len(c.watches) - 1
	c.watches[w.index] = c.watches[last]
	c.watches[w.index].index = w.index
	c.watches[last] = nil
	c.watches = c.watches[:last]
}

// ring wakes all of them.
func (c *crowd) ring() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, w := range c.watches {
		w.ring()
	}
}
