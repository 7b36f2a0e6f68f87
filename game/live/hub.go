package live

import (
	"container/list"
	"context"
	"fmt"
	"sync"
	"time"

	"kibitz/game"
	"kibitz/game/internal/tasks"
	"kibitz/game/wire"
)

const (
	// How long a room is kept after its last reader left: readers that poll come back,
	// and so does a reloaded page.
	linger = time.Minute
	// Most rooms that are kept without readers. Beyond that, the room left longest ago
	// goes. A room has up to 64 events, in some 100 kB.
	maxIdle = 1_000
	// Most rooms in all. A reader of one more game is asked to come back.
	maxRooms = 50_000
)

var errManyRooms = fmt.Errorf("%w: %d games are followed here already", game.ErrUnavailable, maxRooms)

// Log is where a room looks when it cannot answer by itself.
type Log interface {
	// Tail returns the newest events after a version, in order, at most
	// game.MaxBehind, or game.ErrNotFound.
	Tail(ctx context.Context, id game.ID, after game.Version) ([]game.Event, error)
	// TailAsOf is Tail for readers who see the game as it was at a time. next is the
	// time of the first event that they cannot see yet, or zero if there is none.
	TailAsOf(ctx context.Context, id game.ID, after game.Version, at time.Time) (events []game.Event, next time.Time, err error)
}

// A Hub is the registry of rooms. Close it when nobody reads any more. Its
// methods may be called from many goroutines.
type Hub struct {
	// Now is the time by which games are played, time.Now unless it is set before
	// the hub is used.
	Now   func() time.Time
	log   Log
	tasks *tasks.Group // readings of the log and timers

	mu    sync.Mutex
	rooms map[place]*room
	idle  list.List // *room without readers, the one left longest ago first
}

// A place is where a game is followed. Delayed spectators follow it in a separate
// room.
type place struct {
	game game.ID
	late bool
}

// NewHub makes a hub over a log.
func NewHub(log Log) *Hub {
	return &Hub{Now: time.Now, log: log, tasks: tasks.New(), rooms: make(map[place]*room)}
}

// Close ends all rooms, and returns when none reads the log any more. Later readers
// get game.ErrUnavailable.
func (h *Hub) Close() {
	h.mu.Lock()
	for _, r := range h.rooms {
		h.drop(r)
	}
	h.mu.Unlock()
	h.tasks.Close()
}

// Announce tells the game's followers of an event that has been stored. It never
// waits for a reader.
func (h *Hub) Announce(c game.Change) {
	if r := h.find(place{c.Game, false}); r != nil {
		a := wire.NewEvent(c.Event)
		a.Announced = time.Now()
		r.announce(a)
	}
	if r := h.find(place{c.Game, true}); r != nil {
		r.expect(c.Event)
	}
}

// Tell tells a game's followers of something that is not in the log. The room keeps
// only the newest, and only while it has readers.
func (h *Hub) Tell(a *wire.Event) {
	for _, late := range []bool{false, true} {
		if r := h.find(place{a.Game, late}); r != nil {
			r.tell(a)
		}
	}
}

// Doubt reports that announcements of one game may have been lost, so that its
// readers look again.
func (h *Hub) Doubt(id game.ID) {
	for _, late := range []bool{false, true} {
		if r := h.find(place{id, late}); r != nil {
			r.doubt()
		}
	}
}

// Rouse reports that announcements of any game may have been lost, so that all
// readers look again.
func (h *Hub) Rouse() {
	h.mu.Lock()
	rooms := make([]*room, 0, len(h.rooms))
	for _, r := range h.rooms {
		rooms = append(rooms, r)
	}
	h.mu.Unlock()
	for _, r := range rooms {
		r.doubt()
	}
}

func (h *Hub) find(p place) *room {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.rooms[p]
}

// enter returns the room of a cursor and keeps it until leave. It fails if the limit
// is reached and all rooms have readers.
func (h *Hub) enter(c game.Cursor) (*room, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	p := place{c.Game, c.Delay > 0}
	r := h.rooms[p]
	if r == nil {
		if len(h.rooms) >= maxRooms && !h.dropOldest() {
			return nil, errManyRooms
		}
		r = newRoom(p, c, h)
		h.rooms[p] = r
	}
	if r.readers++; r.idle != nil {
		h.idle.Remove(r.idle)
		r.idle = nil
	}
	return r, nil
}

// leave releases a room. After its last reader, the room is removed after a while,
// or at once if it never held anything, as for a game that does not exist.
func (h *Hub) leave(r *room) {
	h.mu.Lock()
	defer h.mu.Unlock()
	r.readers--
	if r.readers > 0 || h.rooms[r.place] != r {
		return
	}
	if r.empty() {
		h.drop(r)
		return
	}
	r.idle = h.idle.PushBack(r)
	if r.removal == nil {
		r.removal = h.tasks.AfterFunc(linger, func(context.Context) { h.remove(r) })
	} else {
		r.removal.Reset(linger)
	}
	if h.idle.Len() > maxIdle {
		h.dropOldest()
	}
}

// remove forgets a room that is still without readers.
func (h *Hub) remove(r *room) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if r.readers == 0 && h.rooms[r.place] == r {
		h.drop(r)
	}
}

// dropOldest drops the room that was left longest ago, if any. It is called with mu
// held.
func (h *Hub) dropOldest() bool {
	oldest := h.idle.Front()
	if oldest == nil {
		return false
	}
	h.drop(oldest.Value.(*room))
	return true
}

// drop forgets a room without readers. It is called with mu held.
func (h *Hub) drop(r *room) {
	if r.idle != nil {
		h.idle.Remove(r.idle)
		r.idle = nil
	}
	if r.removal != nil {
		r.removal.Stop()
	}
	delete(h.rooms, r.place)
	r.close()
}

// Rooms returns how many games have a room.
func (h *Hub) Rooms() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.rooms)
}
