package bot

import (
	"context"
	"errors"
	"sync"
	"time"

	"kibitz/game"
)

// Games is what the computers read of the log.
type Games interface {
	Snapshot(ctx context.Context, id game.ID) (game.Snapshot, error)
	// ComputerTurns finds games in which a computer is to move or to answer and
	// nothing has happened since before, the longest first.
	ComputerTurns(ctx context.Context, before time.Time, limit int) ([]game.ID, error)
}

const (
	// How often the log is swept for games that wait for a computer.
	sweepEvery = 5 * time.Second
	// A game that has waited for so long is taken for forgotten. Should another
	// server think about it after all, the first move wins.
	forgotten = 10 * time.Second
	// Games that one sweep picks up at most.
	sweepLimit = 200
	// Players whose addresses are known at most. They are told again with each move.
	knownAddresses = 20_000
)

// HumanPause is a Pause at which it is pleasant to play.
const HumanPause = 500 * time.Millisecond

// Options says what Computers need.
type Options struct {
	Games Games
	Pool  *Pool // which Computers run
	Now   func() time.Time
	// Least time from what the opponent does to the computer's answer; it takes
	// up to twice as long. With little time on its clock it is quicker.
	Pause time.Duration
	// Failed is told of what could not be done, once until it can.
	Failed func(error)
}

// Computers play the games that computers have a seat in. Any number of servers
// may run them on one log: whichever makes a change has its computers answer,
// and of two moves the game takes one. Their methods may be called from many
// goroutines.
type Computers struct {
	Options

	mu        sync.Mutex
	ctx       context.Context // Run's; nil before and after
	service   *game.Service
	jobs      map[game.ID]*job
	addresses map[game.PlayerID]string
	working   sync.WaitGroup
}

var _ game.Listener = (*Computers)(nil)

// NewComputers makes computers that sleep until Run.
func NewComputers(o Options) *Computers {
	return &Computers{Options: o, jobs: make(map[game.ID]*job), addresses: make(map[game.PlayerID]string)}
}

// PlaysFrom says at which address a player is. Addresses get equal shares of the
// thinkers' time: players are cheap to make up. One that nobody has said counts
// among all such players.
func (c *Computers) PlaysFrom(address string, p game.PlayerID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.addresses) >= knownAddresses {
		clear(c.addresses)
	}
	c.addresses[p] = address
}

func (c *Computers) addressOf(p game.PlayerID) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.addresses[p]
}

// Run plays through service until ctx ends, and returns when nobody thinks any
// more and no engine is left.
func (c *Computers) Run(ctx context.Context, service *game.Service) {
	c.mu.Lock()
	c.ctx, c.service = ctx, service
	c.mu.Unlock()
	var pool sync.WaitGroup
	pool.Go(func() { c.Pool.Run(ctx) })
	ticker := time.NewTicker(sweepEvery)
	defer ticker.Stop()
	idle := time.Duration(0) // at the start nobody here thinks about anything
	for failures := 0; ctx.Err() == nil; idle = forgotten {
		if err := c.sweep(ctx, idle); err == nil {
			failures = 0
		} else if failures++; failures == 1 && ctx.Err() == nil {
			c.Failed(err)
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
		}
	}
	c.mu.Lock()
	c.ctx = nil // nobody begins a job from now on
	c.mu.Unlock()
	c.working.Wait()
	pool.Wait()
}

// Announce has a computer of the game do what a change asks of it.
func (c *Computers) Announce(change game.Change) {
	r := change.After
	if r == nil || r.White.ID.ComputerLevel() == 0 && r.Black.ID.ComputerLevel() == 0 {
		return
	}
	s := game.NewSnapshot(*r, nil)
	d := dutyIn(&s)
	c.mu.Lock()
	defer c.mu.Unlock()
	if j := c.jobs[r.ID]; j != nil {
		j.hear(r.Version, d)
	} else if d.kind != nothing {
		c.begin(r.ID, &job{version: r.Version, duty: d})
	}
}

// Doubt leaves the game to the sweep.
func (c *Computers) Doubt(game.ID) {}

// sweep picks up the games in which nothing has happened for a time.
func (c *Computers) sweep(ctx context.Context, idle time.Duration) error {
	ids, err := c.Games.ComputerTurns(ctx, c.Now().Add(-idle), sweepLimit)
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, id := range ids {
		if c.jobs[id] == nil {
			c.begin(id, &job{duty: duty{kind: unknown}})
		}
	}
	return err
}

// begin is called with mu held.
func (c *Computers) begin(id game.ID, j *job) {
	ctx := c.ctx
	if ctx == nil || ctx.Err() != nil {
		return // the sweep of whoever runs next finds it
	}
	c.jobs[id] = j
	c.working.Go(func() { c.attend(ctx, id, j) })
}

// attend does what a game's computers have to do until there is nothing.
func (c *Computers) attend(ctx context.Context, id game.ID, j *job) {
	for failures := 0; ; {
		turn, cancel, ok := c.turn(ctx, id, j)
		if !ok {
			return
		}
		err := c.serve(turn, id, j)
		interrupted := turn.Err() != nil
		cancel()
		switch {
		case err == nil:
			failures = 0
			continue
		case interrupted:
			continue // something else is to be done, or nothing any more
		case failures == 0 && !movedOn(err):
			c.Failed(err)
		}
		failures++
		wait(ctx, backOff(failures))
	}
}

// turn returns a context for the next thing to do in a game, which ends when
// that changes; false when nothing is left to do.
func (c *Computers) turn(ctx context.Context, id game.ID, j *job) (context.Context, context.CancelFunc, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if ctx.Err() != nil || j.duty.kind == nothing {
		delete(c.jobs, id)
		return nil, nil, false
	}
	turn, cancel := context.WithCancel(ctx)
	j.interrupt = cancel
	return turn, cancel, true
}

// serve looks at the game and does what is to be done.
func (c *Computers) serve(ctx context.Context, id game.ID, j *job) error {
	s, err := c.Games.Snapshot(ctx, id)
	if err != nil {
		return err
	}
	c.mu.Lock()
	if s.Version >= j.version {
		j.version, j.duty = s.Version, dutyIn(&s)
	}
	d := j.duty
	c.mu.Unlock()
	switch d.kind {
	case moving:
		return c.move(ctx, &s, d)
	case answering:
		return c.answer(ctx, &s, d)
	}
	return nil
}

// movedOn reports whether an error only says that somebody was faster: the
// opponent, the flag, or a computer on another server.
func movedOn(err error) bool {
	for _, faster := range []error{
		game.ErrStale, game.ErrNotYourTurn, game.ErrOver, game.ErrNothingOffered, game.ErrRematched, game.ErrNotOver,
	} {
		if errors.Is(err, faster) {
			return true
		}
	}
	return false
}

// wait returns the context's error if that ends first.
func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
