package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"kibitz/game"
)

// ErrBusy says that a game has a request with the pool already.
var ErrBusy = errors.New("the pool thinks about this game already")

// A Pool has a few thinkers think for any number of games: first come, first
// served, and one request of a game at a time, so that none gets more than its
// turn. Its methods may be called from many goroutines.
type Pool struct {
	thinkers int
	newOne   func() Thinker
	failed   func(error)

	mu    sync.Mutex
	games map[game.ID]bool // that wait or are thought about
	queue []*request
	bell  chan struct{} // rung when the queue is not empty
}

// A request waits for a thinker. The task is made when its turn has come.
type request struct {
	ctx    context.Context
	game   game.ID
	task   func() Task
	answer chan answer // holds one
}

type answer struct {
	Thought
	err error
}

// NewPool makes a pool of so many thinkers, at least one. Run starts it. An
// error of a thinker is told to failed, once until it is well again.
func NewPool(thinkers int, newOne func() Thinker, failed func(error)) *Pool {
	return &Pool{
		thinkers: max(1, thinkers), newOne: newOne, failed: failed,
		games: map[game.ID]bool{}, bell: make(chan struct{}, 1),
	}
}

// Run thinks until ctx ends and no thinker is left.
func (p *Pool) Run(ctx context.Context) {
	var workers sync.WaitGroup
	for range p.thinkers {
		workers.Go(func() {
			w := worker{pool: p, thinker: p.newOne()}
			defer w.thinker.Close()
			w.run(ctx)
		})
	}
	workers.Wait()
}

// Think has a move found for a game while Run runs. The task is asked for when
// a thinker is free, since its limit may depend on the time. It fails with the
// context, with ErrBusy, and for a position without a legal move; never because
// of an engine.
func (p *Pool) Think(ctx context.Context, id game.ID, task func() Task) (Thought, error) {
	r := &request{ctx: ctx, game: id, task: task, answer: make(chan answer, 1)}
	if !p.enqueue(r) {
		return Thought{}, fmt.Errorf("game %s: %w", id, ErrBusy)
	}
	defer p.forget(id)
	select {
	case a := <-r.answer:
		return a.Thought, a.err
	case <-ctx.Done():
	}
	if p.withdraw(r) {
		return Thought{}, ctx.Err()
	}
	a := <-r.answer // a thinker has it, and stops
	return a.Thought, a.err
}

func (p *Pool) enqueue(r *request) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.games[r.game] {
		return false
	}
	p.games[r.game] = true
	p.queue = append(p.queue, r)
	p.ring()
	return true
}

func (p *Pool) forget(id game.ID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.games, id)
}

// withdraw reports whether the request was still waiting.
func (p *Pool) withdraw(r *request) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	i := slices.Index(p.queue, r)
	if i >= 0 {
		p.queue = slices.Delete(p.queue, i, i+1)
	}
	return i >= 0
}

// ring is called with mu held.
func (p *Pool) ring() {
	select {
	case p.bell <- struct{}{}:
	default:
	}
}

// next returns the request that has waited longest, nil if none comes until
// idle or the end of ctx.
func (p *Pool) next(ctx context.Context, idle time.Duration) *request {
	timer := time.NewTimer(idle)
	defer timer.Stop()
	for {
		if r := p.first(); r != nil {
			return r
		}
		select {
		case <-p.bell:
		case <-timer.C:
			return nil
		case <-ctx.Done():
			return nil
		}
	}
}

func (p *Pool) first() *request {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.queue) == 0 {
		return nil
	}
	r := p.queue[0]
	if p.queue = slices.Delete(p.queue, 0, 1); len(p.queue) > 0 {
		p.ring() // for another thinker
	}
	return r
}
