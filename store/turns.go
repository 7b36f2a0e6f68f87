package store

import (
	"context"
	"sync"

	"kibitz/game"
)

// Connections that the changes of one game may have at once on this server: one
// that has the row's lock, and one that is next in line for it, so that the
// row is never idle. Without a bound, a game whose row stays locked would soon hold
// every connection.
const turnsOfAGame = 2

// Connections that imports may have at once: one of a whole file takes seconds.
const turnsOfImports = 2

// Connections that those may have at once who lock players: who join a seek, and who
// begin a game of which a player may have a few only. Were there no bound, a player
// whose row somebody keeps locked would soon hold the connections of all.
const turnsOfPlayers = 3

// turns are queues of changes, one for each game. A change waits in one without a
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

// take waits for a turn at a game, first come, first served, and returns how to
// give it back; or ctx's error.
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

// leave forgets the queue after the last one.
func (t *turns) leave(id game.ID, q *queue) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if q.waiting--; q.waiting == 0 {
		delete(t.queues, id)
	}
}
