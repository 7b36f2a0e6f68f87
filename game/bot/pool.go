package bot

import (
	"context"
	"fmt"
	"sync"
	"time"

	"kibitz/game"
	"kibitz/game/failure"
)

// ErrBusy: the pool is already thinking about that game.
var ErrBusy = failure.New(failure.Conflict, "the pool thinks about this game already")

const (
	// Longest time from a request to its answer. If more requests wait than the
	// thinkers can serve in that time, each gets a shorter thought.
	longestWait = 3 * time.Second
	// Limit of the built-in player when it replaces busy thinkers.
	hurriedLimit = shortest
)

// A Pool lets a few thinkers think for any number of games. It accepts one request
// of a game at a time. Players and addresses get equal shares of the thinkers' time,
// as described at [queue]. If an answer is due while its request still waits, the
// built-in player answers, within some milliseconds. Its methods may be called from
// many goroutines.
type Pool struct {
	thinkers int
	newOne   func() Thinker
	failed   func(error)
	hasty    Thinker // for requests that are due while still waiting

	mu    sync.Mutex
	games map[game.ID]bool // that wait or are thought about
	queue queue
	bell  chan struct{} // rung when the queue is not empty
	hurry chan struct{} // rung when something may be due earlier
}

// A Request asks for a move in a game.
type Request struct {
	Game    game.ID
	Player  game.PlayerID // who waits for the move
	Address string        // where the player is; "" if that is not known
	// Within is how long the answer may take: what the clock can spare.
	Within time.Duration
	// Task is called when a thinker is free, since its limit may depend on the time.
	Task func() Task
}

// A request is waiting for a thinker.
type request struct {
	Request
	ctx    context.Context
	due    time.Time
	place  *group      // in the queue
	answer chan answer // holds one
}

type answer struct {
	Thought
	err error
}

// NewPool makes a pool of a number of thinkers, at least one. Run starts it. failed
// is told of a thinker's error, once until the thinker has recovered.
func NewPool(thinkers int, newOne func() Thinker, failed func(error)) *Pool {
	return &Pool{
		thinkers: max(1, thinkers), newOne: newOne, failed: failed, hasty: Builtin{},
		games: map[game.ID]bool{}, bell: make(chan struct{}, 1), hurry: make(chan struct{}, 1),
	}
}

// Run thinks until ctx ends and no thinker is left.
func (p *Pool) Run(ctx context.Context) {
	var workers sync.WaitGroup
	workers.Go(func() { p.hurried(ctx) })
	for range p.thinkers {
		workers.Go(func() {
			w := worker{pool: p, thinker: p.newOne()}
			defer w.thinker.Close()
			w.run(ctx)
		})
	}
	workers.Wait()
}

// Think returns a move while Run runs, in at most 3 s and some milliseconds, or
// sooner if requested. It fails if the context ends, with ErrBusy, and for a
// position without a legal move, but never because of an engine.
func (p *Pool) Think(ctx context.Context, q Request) (Thought, error) {
	due := time.Now().Add(min(q.Within, longestWait))
	r := &request{Request: q, ctx: ctx, due: due, answer: make(chan answer, 1)}
	if !p.enqueue(r) {
		return Thought{}, fmt.Errorf("game %s: %w", q.Game, ErrBusy)
	}
	defer p.forget(q.Game)
	select {
	case a := <-r.answer:
		return a.Thought, a.err
	case <-ctx.Done():
	}
	if p.withdraw(r) {
		return Thought{}, ctx.Err()
	}
	a := <-r.answer // a thinker has the request, and stops
	return a.Thought, a.err
}

func (p *Pool) enqueue(r *request) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.games[r.Game] {
		return false
	}
	p.games[r.Game] = true
	p.queue.add(r, time.Now())
	ring(p.bell)
	ring(p.hurry)
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
	return p.queue.remove(r)
}

func ring(bell chan struct{}) {
	select {
	case bell <- struct{}{}:
	default:
	}
}

// next returns the request whose turn it is, and the limit of its thought. It
// returns nil if none comes within idle or before ctx ends.
func (p *Pool) next(ctx context.Context, idle time.Duration) (*request, time.Duration) {
	timer := time.NewTimer(idle)
	defer timer.Stop()
	for {
		if r, limit := p.first(); r != nil {
			return r, limit
		}
		select {
		case <-p.bell:
		case <-timer.C:
			return nil, 0
		case <-ctx.Done():
			return nil, 0
		}
	}
}

// first takes the next request, and divides the time until it is due among the games
// that share it, so that all are answered in time.
func (p *Pool) first() (*request, time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	r, among := p.queue.next(now, func(*request) bool { return true })
	if r == nil {
		return nil, 0
	}
	ring(p.bell) // there may be one for another thinker
	left := r.due.Sub(now)
	return r, min(left, left*time.Duration(p.thinkers)/time.Duration(among))
}

// hurried answers requests that are due while still waiting.
func (p *Pool) hurried(ctx context.Context) {
	for ctx.Err() == nil {
		r := p.overdue()
		if r == nil {
			p.rest(ctx)
			continue
		}
		thought, err := p.hasty.Think(r.ctx, r.within(hurriedLimit)())
		r.answer <- answer{thought, err}
	}
}

// overdue returns a request that is due, or nil.
func (p *Pool) overdue() *request {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	r, _ := p.queue.next(now, func(r *request) bool { return !r.due.After(now) })
	return r
}

// rest waits until something is due or may be due earlier.
func (p *Pool) rest(ctx context.Context) {
	p.mu.Lock()
	due := p.queue.due()
	p.mu.Unlock()
	var timeUp <-chan time.Time // never
	if !due.IsZero() {
		timer := time.NewTimer(time.Until(due))
		defer timer.Stop()
		timeUp = timer.C
	}
	select {
	case <-timeUp:
	case <-p.hurry:
	case <-ctx.Done():
	}
}

// within returns the task with at most that limit, but with time to find some move.
func (r *request) within(limit time.Duration) func() Task {
	return func() Task {
		t := r.Task()
		t.Limit = max(shortest, min(t.Limit, limit))
		return t
	}
}
