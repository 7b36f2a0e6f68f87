package game

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// The servers' own downtime is not played. While a server is up it leaves a
// sign of life in the log every second, next to the sweep; the first one that
// finds the last sign to be old gives the time since then back to all running
// clocks, before anybody looks for flags.

// OutageAfter is the age at which the last sign of life means that no server
// was there. Less may be a busy moment.
const OutageAfter = 5 * time.Second

// A server that has left no sign for so long is not there any more.
const aloneAfter = 30 * time.Second

// beat leaves a sign of life, and gives back an outage if there was one.
func (f *Flags) beat(ctx context.Context) error {
	at := f.now()
	company, err := f.due.Alive(ctx, f.name, at, func(since time.Time) error { return f.giveBack(ctx, since, at) })
	if err != nil {
		return fmt.Errorf("leaving a sign of life: %w", err)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.alive = at; company {
		f.others = at
	}
	return nil
}

// Alone reports whether no other server has been on the same log for a while.
func (f *Flags) Alone() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.others.IsZero() || f.now().Sub(f.others) > aloneAfter
}

// giveBack gives the time of an outage to every running clock. What was given
// is not given again: an event is a sign of life of its game.
func (f *Flags) giveBack(ctx context.Context, from, until time.Time) error {
	ids, err := f.due.Clocked(ctx)
	if err != nil {
		return err
	}
	for _, id := range ids {
		_, err := f.service.Outage(ctx, id, from, until)
		if err != nil && !errors.Is(err, ErrNothingLost) && !errors.Is(err, ErrOver) && !errors.Is(err, ErrNotFound) {
			return fmt.Errorf("giving back an outage to game %s: %w", id, err)
		}
	}
	return nil
}

// inTouch reports whether the last sign of life is fresh. A flag that falls
// while the log cannot be reached may not have fallen at all.
func (f *Flags) inTouch() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.now().Sub(f.alive) <= OutageAfter
}

// Outage gives back to a game the time in which no server was there.
func (s *Service) Outage(ctx context.Context, id ID, from, until time.Time) (Event, error) {
	return s.change(ctx, id, func(g *Game) (Event, error) { return g.Outage(from, until) })
}

// Outage gives back the time between from and until, in which no server was
