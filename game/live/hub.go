package live

import (
	"context"
	"sync"
	"time"

	"kibitz/game"
)

// How long a room is kept after its last reader left: long polling and polling
// readers come back, and a page that is reloaded does too.
const linger = time.Minute

// Log is where a room looks when it cannot answer by itself.
type Log interface {
	// Tail returns the newest events after a version, in order, at most
	// game.MaxBehind, or game.ErrNotFound.
	Tail(ctx context.Context, id game.ID, after game.Version) ([]game.Event, error)
}

// A Hub is the registry of rooms. Its methods may be called from many
// goroutines.
type Hub struct {
	log Log

	mu    sync.Mutex
	rooms map[game.ID]*room
}

// NewHub makes a hub over a log.
func NewHub(log Log) *Hub { return &Hub{log: log, rooms: make(map[game.ID]*room)} }

// Announce tells those who follow the game of an event that has been kept. It
// never waits for a reader.
func (h *Hub) Announce(e game.Event) {
	if r := h.find(e.Game); r != nil {
		a := game.NewAnnouncement(e)
		a.Announced = time.Now()
		r.announce(a)
	}
}

// Doubt says that announcements of one game may have been lost: its readers
// look again.
func (h *Hub) Doubt(id game.ID) {
	if r := h.find(id); r != nil {
		r.doubt()
	}
}

// Rouse says that announcements of any game may have been lost: all readers
// look again.
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

// Since returns the events after a cursor, in order; none if there are none.
// The error may be game.ErrFar, or the log's.
func (h *Hub) Since(ctx context.Context, id game.ID, after game.Version) ([]*game.Announcement, error) {
	r := h.enter(id)
	defer h.leave(r)
	events, _, err := r.since(ctx, after)
	return events, err
}

// Next waits until there are events after a cursor and returns them, in order.
// The error may be game.ErrFar, game.ErrEnded, ctx's, or the log's.
func (h *Hub) Next(ctx context.Context, id game.ID, after game.Version) ([]*game.Announcement, error) {
	r := h.enter(id)
	defer h.leave(r)
	for {
		events, now, err := r.since(ctx, after)
		switch {
		case err != nil || len(events) > 0:
			return events, err
		case now.over:
			return nil, game.ErrEnded
		}
		select {
		case <-now.bell:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (h *Hub) find(id game.ID) *room {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.rooms[id]
}

// enter returns the game's room and keeps it until leave.
func (h *Hub) enter(id game.ID) *room {
	h.mu.Lock()
	defer h.mu.Unlock()
	r := h.rooms[id]
	if r == nil {
		r = newRoom(id, h.log)
		h.rooms[id] = r
	}
	r.readers++
	return r
}

// leave lets go of a room. The last one out has it removed after a while; at
// once if it never held anything, as that of a game which does not exist.
func (h *Hub) leave(r *room) {
	h.mu.Lock()
	defer h.mu.Unlock()
	r.readers--
	if r.readers > 0 {
		return
	}
	if r.empty() {
		delete(h.rooms, r.id)
		return
	}
	if r.removal == nil {
		r.removal = time.AfterFunc(linger, func() { h.remove(r) })
	} else {
		r.removal.Reset(linger)
	}
}

// remove forgets a room that is still without readers.
func (h *Hub) remove(r *room) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if r.readers == 0 && h.rooms[r.id] == r {
		delete(h.rooms, r.id)
	}
}

// Rooms returns how many games have a room.
func (h *Hub) Rooms() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.rooms)
}
