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

// DueGames finds games whose deadline has passed, and knows how long nobody has
// looked for them.
type DueGames interface {
	Due(ctx context.Context, at time.Time, limit int) ([]ID, error)
	// Alive leaves the heartbeat that follows the last one, as Heartbeat.Next has
	// it, and notes the outage between the two, if there was one; seeks go on after
	// it. One server does so at a time: own is called when it is this one's turn.
	Alive(ctx context.Context, by string, own func() time.Time) (timekeeper.Life, error)
	// GiveBack gives an outage back to some of the games that are owed it, at most
	// limit, and returns them, each with its event. Once there are none it notes
	// that the outage has been given back. An error may come with games that got it
	// all the same.
	GiveBack(ctx context.Context, o timekeeper.Outage, limit int) ([]Begun, error)
}

const (
	// How often a server leaves a heartbeat.
	beatEvery = time.Second
	// How often the log is swept for deadlines that nobody watched.
	sweepEvery = time.Second
	// Games that one sweep ends at most.
	sweepLimit = 500
	// Games that are watched to the moment; more are left to the sweep.
	maxTimers = 50_000
)

// Deadlines ends games when their time is up. It watches those whose events it
// hears, to the moment, and sweeps the log for the others: those of servers
// that have stopped, and those nobody looks at. Any number of servers may do so
// at once; the game's own lock lets one of them end it.
//
// Deadlines is a Listener. Its methods may be called from many goroutines.
type Deadlines struct {
	due     DueGames
	keeper  *timekeeper.Keeper
	failed  func(error)
	service *Service
	calls   *tasks.Group // of games, when their time has come

	mu     sync.Mutex
	timers map[ID]*time.Timer
	done   bool
}

var _ Listener = (*Deadlines)(nil)

// NewDeadlines makes Deadlines that tell failed of sweeps that could not be done. steady
// is a clock that nothing sets, as that of time.Now is. Run starts them.
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

// Start has games end through service, which from then on judges time by the
// log's. It leaves the first heartbeat, and is to be called before the service is
// used.
func (f *Deadlines) Start(ctx context.Context, service *Service) error {
	f.mu.Lock()
	f.service, service.keeper = service, f.keeper
	f.mu.Unlock()
	return f.keeper.Beat(ctx)
}

// Run looks for games whose time is up until ctx ends, and returns when it ends
// none any more. Start comes first.
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

// watch sets the game's timer, or takes it down when there is no deadline.
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
		if f.keeper.InTouch() { // else the sweep looks, when it is
			f.expire(ctx, id)
		}
	})
	f.timers[id] = timer
}

// keepAlive leaves heartbeats, whatever a sweep has to do meanwhile. What keeps
// it from that is told by the sweeps, which need them.
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
	// What cannot be given back in bulk each game gets before it is ended.
	given := f.giveBack(ctx, owing)
	ids, err := f.due.Due(ctx, f.Now(), sweepLimit)
	for _, id := range ids {
		f.expire(ctx, id)
	}
	return errors.Join(given, err)
}

// expire ends a game, unless a move or another server was first.
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

// Deadline returns when the game of an event in play ends if nothing happens
// until then; the zero time is never, and for any other game.
func (e *Event) Deadline() time.Time {
	if e.Status != Playing {
		return time.Time{}
	}
	return e.Clock.deadline()
}

// The servers' own downtime is not played. A heartbeat that finds the last one
// to be old makes an outage of the time since then. From that moment the games
// can be played on: whatever happens to a game first is that it gets back what it
// is owed. The games that nothing happens to get it in bulk, in the background.

// Games that get an outage back in one transaction.
const giveLimit = 1000

// settle gives a game the first outage that it is owed, and reports whether there
// was one.
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
