package timekeeper

import (
	"context"
	"fmt"
	"sync"
	"time"

	"kibitz/game/failure"
)

// OutageAfter is the age of the last heartbeat at which all servers count as having
// been down. A shorter gap may be a moment of load.
const OutageAfter = 5 * time.Second

// ErrUnreachable means that no heartbeat could be left in time.
var ErrUnreachable = failure.New(failure.Unavailable, "waiting for a heartbeat")

// ErrOverdue means that no time can be judged before the next heartbeat.
var ErrOverdue = failure.New(failure.Unavailable, "a heartbeat is overdue")

const (
	// The most by which one heartbeat can put a server's time forward. Two clocks
	// drift apart by much less in a second; setting the database's clock gains no
	// more.
	maxSlew = 10 * time.Millisecond
	// A server that has left no heartbeat for this long counts as gone.
	aloneAfter = 30 * time.Second
	// The longest that one heartbeat may take.
	beatTimeout = 10 * time.Second
)

// A Heartbeat is the servers' last sign of life in the log.
type Heartbeat struct {
	At    time.Time // by the time of games
	Noted time.Time // by the database's clock, when At was written; zero if unknown
	By    string    // the server that left it
}

// An Outage is a period, in the time of games, in which no server was up. It is
// given back to running clocks.
type Outage struct{ Since, Until time.Time }

// A Life is what a server learns when it leaves a heartbeat.
type Life struct {
	At      time.Time // the heartbeat's, by the time of games
	Company bool      // another server was up shortly before
	Outages []Outage  // those not yet given back to all games, oldest first
	Resumed time.Time // end of the latest outage; zero if there was none
}

// Next returns the heartbeat that follows last, and the outage between the two, if
// there was one. own is the time of games as the server knows it, the zero time if
// it has just started; clock is the time of the database's clock.
//
// Time advances by the servers' monotonic clocks: neither their system clocks nor
// that of the database can make it jump. A server that falls behind another one,
// because its clock is slower, is put forward in small steps. Only a server that has
// just started uses the database's clock, and only for the time since the last
// heartbeat. Nothing turns the time back.
func (last Heartbeat) Next(by string, own, clock time.Time) (next Heartbeat, lost *Outage) {
	noted := last.Noted
	if noted.IsZero() {
		noted = last.At // written by a server of an older version, by its own clock
	}
	known := last.At.Add(max(0, clock.Sub(noted)))
	at := own
	switch {
	case own.IsZero():
		at = known
		if at.Sub(last.At) > OutageAfter && clock.After(at) {
			at = clock // no server was up, so time may jump ahead
		}
	case own.Before(last.At):
		at = last.At
	case known.After(own) && !last.Noted.IsZero():
		at = own.Add(min(maxSlew, known.Sub(own))) // another server's clock is faster
	}
	if at = at.UTC().Truncate(time.Millisecond); at.Before(last.At) {
		at = last.At
	}
	next = Heartbeat{At: at, Noted: clock, By: by}
	if at.Sub(last.At) > OutageAfter {
		lost = &Outage{last.At, at}
	}
	return next, lost
}

// Log is where servers leave heartbeats.
type Log interface {
	// Alive leaves the heartbeat that follows the last one, as Heartbeat.Next has
	// it, and records the outage between the two, if there was one. One server does
	// so at a time; own is called when it is this server's turn.
	Alive(ctx context.Context, by string, own func() time.Time) (Life, error)
}

// A Keeper tells the time by which games are played, the same on all servers of a
// log, and knows the outages in which nobody could play. While a server is up it
// leaves a heartbeat in the log every second. A server whose own heartbeat is
// overdue judges no time: it first leaves another one, which shows whether there was
// an outage. Its methods may be called from many goroutines.
type Keeper struct {
	log    Log
	steady func() time.Time // this server's monotonic clock
	name   string

	beating chan struct{} // holds a token while a heartbeat is being left

	mu      sync.Mutex
	at      time.Time // of the last heartbeat, in the time of games; zero before the first
	beaten  time.Time // the same moment, by steady
	company time.Time // last heartbeat of another server, by steady
	owing   []Outage  // those that may not have been given back to all games yet
	resumed time.Time // end of the last outage
}

// New returns a keeper on a log for the named server. steady is a monotonic clock,
// such as time.Now.
func New(log Log, steady func() time.Time, name string) *Keeper {
	return &Keeper{log: log, steady: steady, name: name, beating: make(chan struct{}, 1)}
}

// Now returns the time of games. It never goes back.
func (k *Keeper) Now() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	steady := k.steady()
	if k.at.IsZero() {
		return steady
	}
	return k.when(steady)
}

// own returns the time as this server knows it; zero before its first heartbeat.
func (k *Keeper) own() (at, steady time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	steady = k.steady()
	return k.when(steady), steady
}

// when returns the time of games at a moment of the steady clock; zero if not yet
// known.
func (k *Keeper) when(steady time.Time) time.Time {
	if k.at.IsZero() {
		return time.Time{}
	}
	return k.at.Add(steady.Sub(k.beaten))
}

// InTouch reports whether the last heartbeat is fresh. Nobody can move while
// the log cannot be reached.
func (k *Keeper) InTouch() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.fresh(k.steady())
}

func (k *Keeper) fresh(steady time.Time) bool { return steady.Sub(k.beaten) <= OutageAfter }

// Judge returns the time for an event in a game, and the outages that the game may
// be owed; ErrOverdue if a heartbeat is overdue. The check and the time are read
// under one lock.
func (k *Keeper) Judge() (at time.Time, owing []Outage, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	steady := k.steady()
	if !k.fresh(steady) {
		return time.Time{}, nil, ErrOverdue
	}
	return k.when(steady), k.owing, nil
}

// LastOutage returns when the last outage ended, the zero time if there was none.
func (k *Keeper) LastOutage() time.Time {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.resumed
}

// Alone reports whether no other server has been on the same log for a while.
func (k *Keeper) Alone() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.company.IsZero() || k.steady().Sub(k.company) > aloneAfter
}

// Beat leaves a heartbeat.
func (k *Keeper) Beat(ctx context.Context) error {
	return k.oneAtATime(ctx, func() error { return k.leave(ctx) })
}

// CatchUp leaves the overdue heartbeat, once for all callers that need it.
func (k *Keeper) CatchUp(ctx context.Context) error {
	return k.oneAtATime(ctx, func() error {
		if k.InTouch() {
			return nil // another caller came first
		}
		return k.leave(ctx)
	})
}

func (k *Keeper) oneAtATime(ctx context.Context, do func() error) error {
	select {
	case k.beating <- struct{}{}:
		defer func() { <-k.beating }()
		return do()
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", ErrUnreachable, ctx.Err())
	}
}

func (k *Keeper) leave(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, beatTimeout)
	defer cancel()
	var own, steady time.Time // as read under the lock
	life, err := k.log.Alive(ctx, k.name, func() time.Time {
		own, steady = k.own()
		return own
	})
	if err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.at, k.beaten, k.owing, k.resumed = life.At, steady, life.Outages, life.Resumed
	if own.After(k.at) {
		k.at = own // the time in the log is less precise
	}
	if life.Company {
		k.company = steady
	}
	return nil
}
