package store

import (
	"context"
	"sync"

	"kibitz/game"
)

// Connections that the changes of one game may use at once on this server: one
// holds the row's lock, and one is next in line, so that the row is never idle.
// Without a bound, a game whose row stays locked would soon hold every connection.
const turnsOfAGame = 2

// Connections that imports may use at once: importing a whole file takes seconds.
const turnsOfImports = 2

// Connections that changes which lock players may use at once: joining a seek, and
// beginning a game that has a quota. Without a bound, a player whose row stays
// locked would soon hold every connection.
const turnsOfPlayers = 3

// turns are queues of changes, one for each game. A waiting change has no
// connection. It may be used from many goroutines.
type turns struct {
	most int

	mu     sync.Mutex
	queues map[game.ID]*queue
}

type queue struct {
	taken   chan struct{} // holds a token for each turn that is taken
	waiting int           // changes that wait or have a turn
}

func newTurns(most int) *turns { return &turns{most: most, queues: make(map[game.ID]*queue)} }

// take waits for a turn at a game, first come, first served. It returns a function
// that ends the turn, or ctx's error.
func (t *turns) take(ctx context.Context, id game.ID) (give func(), err error) {
	q := t.join(id)
	select {
	case q.taken <- struct{}{}:
		return func() { <-q.taken; t.leave(id, q) }, nil
	case <-ctx.Done():
		t.leave(id, q)
		return nil, ctx.Err()
	}
}

func (t *turns) join(id game.ID) *queue {
	t.mu.Lock()
	defer t.mu.Unlock()
	q := t.queues[id]
	if q == nil {
		q = &queue{taken: make(chan struct{}, t.most)}
		t.queues[id] = q
	}
	q.waiting++
	return q
}

// leave removes the queue after its last change.
func (t *turns) leave(id game.ID, q *queue) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if q.waiting--; q.waiting == 0 {
		delete(t.queues, id)
	}
}
