package bot

import (
	"context"
	"errors"
	"sync"
	"time"

	"kibitz/game"
)

// Games is what the computers read from the log.
type Games interface {
	Snapshot(ctx context.Context, id game.ID) (game.Snapshot, error)
	// ComputerTurns finds games in which a computer has to move or answer and nothing
	// has happened since before, longest wait first.
	ComputerTurns(ctx context.Context, before time.Time, limit int) ([]game.ID, error)
}

const (
	// Interval at which the log is swept for games that wait for a computer.
	sweepEvery = 5 * time.Second
	// A game that has waited for this long counts as forgotten. If another server is
	// thinking about it after all, the first move wins.
	forgotten = 10 * time.Second
	// Most games that one sweep picks up.
	sweepLimit = 200
	// Most players whose addresses are known. Each move tells the address again.
	knownAddresses = 20_000
)

// HumanPause is a Pause that is pleasant to play against.
const HumanPause = 500 * time.Millisecond

// Options says what Computers need.
type Options struct {
	Games Games
	Pool  *Pool // which Computers run
	Now   func() time.Time
	// Pause is the least time from the opponent's action to the computer's answer,
	// which takes up to twice as long. With little time on its clock it is quicker.
	Pause time.Duration
	// Failed is told of a failure, once until it is over.
	Failed func(error)
}

// Computers play the games in which computers have a seat. Any number of servers may
// run them on one log: the computers of the server that makes a change answer it,
// and the game accepts only one of two moves. Their methods may be called from many
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

// NewComputers makes computers that do nothing until Run.
func NewComputers(o Options) *Computers {
	return &Computers{Options: o, jobs: make(map[game.ID]*job), addresses: make(map[game.PlayerID]string)}
}

// PlaysFrom tells a player's address. Addresses, rather than players, get equal
// shares of the thinkers' time, because new players cost nothing. Players without a
// known address share one.
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

// Run plays through service until ctx ends, and returns when all thinking has ended
// and no engine is left.
func (c *Computers) Run(ctx context.Context, service *game.Service) {
	c.mu.Lock()
	c.ctx, c.service = ctx, service
	c.mu.Unlock()
	var pool sync.WaitGroup
	pool.Go(func() { c.Pool.Run(ctx) })
	ticker := time.NewTicker(sweepEvery)
	defer ticker.Stop()
	idle := time.Duration(0) // at the start nothing here is being thought about
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

// Announce makes the game's computer do what a change requires of it.
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

// sweep picks up the games in which nothing has happened for a while.
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
		return // the sweep of the next server finds it
	}
	c.jobs[id] = j
	c.working.Go(func() { c.attend(ctx, id, j) })
}

// attend does what a game's computers have to do until nothing is left.
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
			continue // the duty has changed, or there is none any more
		case failures == 0 && !movedOn(err):
			c.Failed(err)
		}
		failures++
		wait(ctx, backOff(failures))
	}
}

// turn returns a context for the next duty in a game, which ends when the duty
// changes. It returns false if nothing is left to do.
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

// serve looks at the game and does its duty.
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

// movedOn reports whether an error only means that something else came first: the
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

// wait waits for d. It returns the context's error if that ends first.
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
