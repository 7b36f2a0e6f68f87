package game

import (
	"context"
	"crypto/rand"
	"errors"
	"sync"
	"time"

	"kibitz/game/internal/tasks"
	"kibitz/game/timekeeper"
)

// DueGames finds games whose deadline has passed, and records heartbeats and
// outages.
type DueGames interface {
	Due(ctx context.Context, at time.Time, limit int) ([]ID, error)
	// Alive leaves the heartbeat that follows the last one, as Heartbeat.Next has
	// it, and records the outage between the two, if there was one; seeks survive an
	// outage. One server does so at a time; own is called when it is this server's
	// turn.
	Alive(ctx context.Context, by string, own func() time.Time) (timekeeper.Life, error)
	// GiveBack gives an outage back to at most limit of the games that are owed it,
	// and returns them, each with its event. Once none are left, it records that the
	// outage has been given back. Games returned along with an error have got it
	// too.
	GiveBack(ctx context.Context, o timekeeper.Outage, limit int) ([]Begun, error)
}

const (
	// How often a server leaves a heartbeat.
	beatEvery = time.Second
	// How often the log is swept for deadlines that nobody watched.
	sweepEvery = time.Second
	// The most games that one sweep ends.
	sweepLimit = 500
	// The most games with a timer of their own; the sweep handles the rest.
	maxTimers = 50_000
)

// Deadlines ends games when their time is up. It sets a timer for each game whose
// events it hears, and sweeps the log for the others: those of servers that have
// stopped, and those nobody is watching. Any number of servers may do so at once;
// the lock on the game lets only one of them end it.
//
// Deadlines is a Listener. Its methods may be called from many goroutines.
type Deadlines struct {
	due     DueGames
	keeper  *timekeeper.Keeper
	failed  func(error)
	service *Service
	calls   *tasks.Group // that end games whose time is up

	mu     sync.Mutex
	timers map[ID]*time.Timer
	done   bool
}

var _ Listener = (*Deadlines)(nil)

// NewDeadlines makes Deadlines that report failed sweeps to failed. steady is a
// monotonic clock, such as time.Now. Run starts them.
func NewDeadlines(due DueGames, steady func() time.Time, failed func(error)) *Deadlines {
	return &Deadlines{
		due: due, keeper: timekeeper.New(due, steady, rand.Text()), failed: failed,
		calls: tasks.New(), timers: make(map[ID]*time.Timer),
	}
}

// Now returns the time by which games are played, the same on all servers of the
// log. It never goes back.
func (f *Deadlines) Now() time.Time { return f.keeper.Now() }

// Alone reports whether no other server has been on the same log for a while.
func (f *Deadlines) Alone() bool { return f.keeper.Alone() }

// Start makes games end through service, which from then on judges time by that of
// the log. It leaves the first heartbeat. Call it before using the service.
func (f *Deadlines) Start(ctx context.Context, service *Service) error {
	f.mu.Lock()
	f.service, service.keeper = service, f.keeper
	f.mu.Unlock()
	return f.keeper.Beat(ctx)
}

// Run ends games whose time is up until ctx ends, and returns once that work is
// done. Call Start first.
func (f *Deadlines) Run(ctx context.Context) {
	defer f.stop()
	var beats sync.WaitGroup
	defer beats.Wait()
	beats.Go(func() { f.keepAlive(ctx) })
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

// Announce watches the deadline of a game that has changed.
func (f *Deadlines) Announce(c Change) { f.watch(c.Game, c.Deadline()) }

// Doubt leaves the game to the sweep.
func (f *Deadlines) Doubt(ID) {}

// watch sets the game's timer, or removes it if there is no deadline.
func (f *Deadlines) watch(id ID, deadline time.Time) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if timer := f.timers[id]; timer != nil {
		timer.Stop()
		delete(f.timers, id)
	}
	if f.done || f.service == nil || deadline.IsZero() || len(f.timers) >= maxTimers {
		return
	}
	var timer *time.Timer
	timer = f.calls.AfterFunc(deadline.Sub(f.Now()), func(ctx context.Context) {
		f.mu.Lock()
		if f.timers[id] == timer { // else another event has set a newer one
			delete(f.timers, id)
		}
		f.mu.Unlock()
		if f.keeper.InTouch() { // otherwise the sweep ends it, once in touch again
			f.expire(ctx, id)
		}
	})
	f.timers[id] = timer
}

// keepAlive leaves heartbeats, even while a sweep is busy. It reports no errors: the
// sweeps need heartbeats and report what prevents them.
func (f *Deadlines) keepAlive(ctx context.Context) {
	ticker := time.NewTicker(beatEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			_ = f.keeper.Beat(ctx)
		case <-ctx.Done():
			return
		}
	}
}

func (f *Deadlines) sweep(ctx context.Context) error {
	if err := f.keeper.CatchUp(ctx); err != nil {
		return err
	}
	_, owing, err := f.keeper.Judge()
	if err != nil {
		return err
	}
	// If giving back in bulk fails, each game still gets its time back before it
	// ends.
	given := f.giveBack(ctx, owing)
	ids, err := f.due.Due(ctx, f.Now(), sweepLimit)
	for _, id := range ids {
		f.expire(ctx, id)
	}
	return errors.Join(given, err)
}

// expire ends a game, unless a move or another server came first.
func (f *Deadlines) expire(ctx context.Context, id ID) {
	_, err := f.service.Expire(ctx, id)
	if err != nil && !errors.Is(err, ErrNotDue) && !errors.Is(err, ErrOver) {
		f.failed(err)
	}
}

func (f *Deadlines) stop() {
	f.mu.Lock()
	f.done = true
	for _, timer := range f.timers {
		timer.Stop()
	}
	f.mu.Unlock()
	f.calls.Close()
}

// Deadline returns when a game in play ends if nothing happens after this event; the
// zero time if never, or if the game is not in play.
func (e *Event) Deadline() time.Time {
	if e.Status != Playing {
		return time.Time{}
	}
	return e.Clock.deadline()
}

// The servers' own downtime does not count. If a heartbeat finds that the last one
// is old, the time since then becomes an outage. Play can continue at once: before
// anything else happens to a game, it gets back what it is owed. Idle games get it
// in bulk, in the background.

// The most games that get an outage back in one transaction.
const giveLimit = 1000

// settle gives a game back the first outage that it is owed, and reports whether
// there was one.
func (g *Game) settle(owing []timekeeper.Outage) (Event, bool) {
	for _, o := range owing {
		if e, err := g.Outage(o.Since, o.Until); err == nil {
			return e, true
		}
	}
	return Event{}, false
}

// giveBack gives all games what they are owed, and announces it.
func (f *Deadlines) giveBack(ctx context.Context, owing []timekeeper.Outage) error {
	for _, o := range owing {
		for {
			given, err := f.due.GiveBack(ctx, o, giveLimit)
			for _, b := range given {
				f.service.tell(changesOf(b.Game, b.Events...))
			}
			if err != nil {
				return err
			}
			if len(given) == 0 {
				break
			}
		}
	}
	return nil
}
