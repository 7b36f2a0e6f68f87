package game

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"time"
)

// DueGames finds games whose deadline has passed, and knows how long nobody has
// looked for them.
type DueGames interface {
	Due(ctx context.Context, at time.Time, limit int) ([]ID, error)
	// Alive notes that a server was there at a time. If the last one was there
	// more than OutageAfter before, lost is called first, with when that was, and
	// all other servers wait for it; if it fails, nothing is noted. Company is
	// whether another server was there not long before.
	Alive(ctx context.Context, by string, at time.Time, lost func(since time.Time) error) (company bool, err error)
	// Clocked returns the games with a clock that are being played.
	Clocked(ctx context.Context) ([]ID, error)
}

const (
	// How often the log is swept for deadlines that nobody watched.
	sweepEvery = time.Second
	// Games that one sweep ends at most.
	sweepLimit = 500
)

// Flags ends games when their time is up. It watches those whose events it
// hears, to the moment, and sweeps the log for the others: those of servers
// that have stopped, and those nobody looks at. Any number of servers may do so
// at once; the game's own lock lets one of them end it.
//
// Flags is an Announcer that passes on what it hears. Its methods may be called
// from many goroutines.
type Flags struct {
	next    Announcer
	due     DueGames
	now     func() time.Time
	failed  func(error)
	service *Service
	name    string // of this server, among those on the same log

	mu     sync.Mutex
	timers map[ID]*time.Timer
	alive  time.Time // last sign of life that was left
	others time.Time // last one of another server
	done   bool
}

// NewFlags makes Flags that pass announcements on to next and tell failed of
// sweeps that could not be done. Run starts them.
func NewFlags(next Announcer, due DueGames, now func() time.Time, failed func(error)) *Flags {
	return &Flags{next: next, due: due, now: now, failed: failed, name: rand.Text(), timers: make(map[ID]*time.Timer)}
}

// Start has games end through service. It gives back the time in which no server
// was there, and is to be called before the first move is taken.
func (f *Flags) Start(ctx context.Context, service *Service) error {
	f.mu.Lock()
	f.service = service
	f.mu.Unlock()
	return f.beat(ctx)
}

// Run looks for games whose time is up until ctx ends. Start comes first.
func (f *Flags) Run(ctx context.Context) {
	defer f.stop()
	ticker := time.NewTicker(sweepEvery)
	defer ticker.Stop()
	for {
		if err := f.sweep(ctx); err != nil && ctx.Err() == nil {
			f.failed(err)
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// Announce passes an event on and watches its game's deadline.
func (f *Flags) Announce(e Event) {
	f.next.Announce(e)
	f.watch(e.Game, e.Deadline())
}

// Doubt passes on.
func (f *Flags) Doubt(id ID) { f.next.Doubt(id) }

// watch sets the game's timer, or takes it down when there is no deadline.
func (f *Flags) watch(id ID, deadline time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if timer := f.timers[id]; timer != nil {
		timer.Stop()
		delete(f.timers, id)
	}
	if f.done || f.service == nil || deadline.IsZero() {
		return
	}
	var timer *time.Timer
	timer = time.AfterFunc(deadline.Sub(f.now()), func() {
		f.mu.Lock()
		if f.timers[id] == timer { // else another event has set a newer one
			delete(f.timers, id)
		}
		f.mu.Unlock()
		if f.inTouch() { // else the sweep looks, when it is
			f.expire(context.Background(), id)
		}
	})
	f.timers[id] = timer
}

func (f *Flags) sweep(ctx context.Context) error {
	if err := f.beat(ctx); err != nil {
		return err
	}
	ids, err := f.due.Due(ctx, f.now(), sweepLimit)
	for _, id := range ids {
		f.expire(ctx, id)
	}
	return err
}

// expire ends a game, unless a move or another server was first.
func (f *Flags) expire(ctx context.Context, id ID) {
	_, err := f.service.Expire(ctx, id)
	if err != nil && !errors.Is(err, ErrNotDue) && !errors.Is(err, ErrOver) {
		f.failed(err)
	}
}

func (f *Flags) stop() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.done = true
	for _, timer := range f.timers {
		timer.Stop()
	}
}

// Deadline returns when the game of an event in play ends if nothing happens
// until then; the zero time is never, and for any other game.
func (e *Event) Deadline() time.Time {
	if e.Status != Playing {
		return time.Time{}
	}
	return e.Clock.deadline()
}
