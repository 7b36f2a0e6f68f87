package gametest

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"kibitz/game"
	"kibitz/game/timekeeper"
)

// Games stores games in memory. Its methods may be called from many goroutines,
// and change different games at the same time.
type Games struct {
	mu            sync.Mutex // not held while a Change is at work
	kept          map[game.ID]*kept
	players       map[game.PlayerID]lock // held while a player joins a game
	before, after func(call string) error

	life      sync.Mutex // guards what follows
	heartbeat timekeeper.Heartbeat
	outages   []*lostTime
	clock     func() time.Time
}

var _ game.Games = (*Games)(nil)

type kept struct {
	turn     lock // held while a change is at work on the game
	record   game.Record
	deadline time.Time
	events   []game.Event
}

// NewGames returns empty Games.
func NewGames() *Games {
	return &Games{kept: map[game.ID]*kept{}, players: map[game.PlayerID]lock{}}
}

// A lock is held while a token is in it.
type lock chan struct{}

func newLock() lock { return make(lock, 1) }

// take waits for the lock, until ctx ends.
func (l lock) take(ctx context.Context, what string) error {
	select {
	case l <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("%w: waiting for %s: %w", game.ErrUnavailable, what, ctx.Err())
	}
}

func (l lock) give() { <-l }

// FailBefore makes every call first ask f, by the name of its method. If f returns an
// error, the call fails with it and does nothing. A nil f stops that.
func (gs *Games) FailBefore(f func(call string) error) {
	gs.mu.Lock()
	defer gs.mu.Unlock()
	gs.before = f
}

// FailAfter makes every call ask f once its work is done: a change is then stored,
// but its caller gets f's error. A nil f stops that.
func (gs *Games) FailAfter(f func(call string) error) {
	gs.mu.Lock()
	defer gs.mu.Unlock()
	gs.after = f
}

// Unavailable is for FailBefore and FailAfter. It means that contact is lost.
func Unavailable(call string) error { return fmt.Errorf("%w: %s", game.ErrUnavailable, call) }

// Create stores a new game and its first event.
func (gs *Games) Create(ctx context.Context, g *game.Game, created game.Event) error {
	return gs.call(ctx, "Create", func() error {
		if r := g.Record(); r.Seek {
			unlock, err := gs.lockPlayers(ctx, r.White.ID+r.Black.ID) // one seat is open
			if err != nil {
				return err
			}
			defer unlock()
		}
		gs.mu.Lock()
		defer gs.mu.Unlock()
		if err := gs.withinQuota(g.Record()); err != nil {
			return err
		}
		return gs.add(g, created)
	})
}

// Import stores all of some finished games, or none of them.
func (gs *Games) Import(ctx context.Context, games []game.Begun) error {
	return gs.call(ctx, "Import", func() error {
		gs.mu.Lock()
		defer gs.mu.Unlock()
		for i, b := range games {
			if err := gs.add(b.Game, b.Events...); err != nil {
				for _, kept := range games[:i] {
					delete(gs.kept, kept.Game.Record().ID)
				}
				return err
			}
		}
		return nil
	})
}

// Change calls f with the game, locked, and stores the event that f returns.
func (gs *Games) Change(ctx context.Context, id game.ID, f func(*game.Game) (game.Event, error)) (e game.Event, err error) {
	err = gs.call(ctx, "Change", func() error {
		k, err := gs.find(id)
		if err != nil {
			return err
		}
		if err := k.turn.take(ctx, "game "+string(id)); err != nil {
			return err
		}
		defer k.turn.give()
		e, err = gs.change(k, f)
		return err
	})
	if err != nil {
		return game.Event{}, err
	}
	return e, nil
}

// change is called with the game's turn held.
func (gs *Games) change(k *kept, f func(*game.Game) (game.Event, error)) (game.Event, error) {
	g, err := gs.load(k)
	if err != nil {
		return game.Event{}, err
	}
	e, err := f(g)
	if err != nil {
		return game.Event{}, err
	}
	if err := k.follows(g, e); err != nil {
		return game.Event{}, err
	}
	gs.mu.Lock()
	defer gs.mu.Unlock()
	if next, ok := g.Next(); ok {
		if err := gs.withinQuota(next.Game.Record()); err != nil {
			return game.Event{}, err
		}
		if err := gs.add(next.Game, next.Events...); err != nil {
			return game.Event{}, err
		}
	}
	k.append(g, e)
	return e, nil
}

// load is called with the game's turn held: only a sign of life changes the game
// meanwhile.
func (gs *Games) load(k *kept) (*game.Game, error) {
	gs.mu.Lock()
	r := copied(k.record)
	gs.mu.Unlock()
	return game.Load(r)
}

// follows returns an error unless an event is the single step that led to the game's
// state.
func (k *kept) follows(g *game.Game, e game.Event) error {
	if r := g.Record(); e.Game != k.record.ID || e.Version != k.record.Version+1 || r.Version != e.Version {
		return fmt.Errorf("game %s: event %d of game %s after version %d", k.record.ID, e.Version, e.Game, k.record.Version)
	}
	return nil
}

// append is called with mu held.
func (k *kept) append(g *game.Game, e game.Event) {
	k.record, k.events, k.deadline = copied(g.Record()), append(k.events, e), g.Deadline()
}

// add is called with mu held.
func (gs *Games) add(g *game.Game, events ...game.Event) error {
	id := g.Record().ID
	if _, taken := gs.kept[id]; taken {
		return fmt.Errorf("creating game %s: the id is taken", id)
	}
	if gs.taken(g.Record().Exhibit) {
		return game.ErrShown
	}
	gs.kept[id] = &kept{
		turn: newLock(), record: copied(g.Record()), deadline: g.Deadline(), events: slices.Clone(events),
	}
	return nil
}

// Due returns at most limit games whose deadline has passed, the most overdue first,
// and none that is being changed.
func (gs *Games) Due(ctx context.Context, at time.Time, limit int) (due []game.ID, err error) {
	err = gs.call(ctx, "Due", func() error {
		gs.mu.Lock()
		defer gs.mu.Unlock()
		for id, k := range gs.kept {
			if !k.deadline.IsZero() && !k.deadline.After(at) && len(k.turn) == 0 {
				due = append(due, id)
			}
		}
		slices.SortFunc(due, func(a, b game.ID) int { return gs.kept[a].deadline.Compare(gs.kept[b].deadline) })
		due = due[:min(len(due), limit)]
		return nil
	})
	return due, err
}

// Kept returns everything stored about a game, which must exist.
func (gs *Games) Kept(id game.ID) (record game.Record, deadline time.Time, events []game.Event) {
	gs.mu.Lock()
	defer gs.mu.Unlock()
	k := gs.kept[id]
	return copied(k.record), k.deadline, slices.Clone(k.events)
}

// Head reads the version of a game and who holds its seats.
func (gs *Games) Head(ctx context.Context, id game.ID) (h game.Head, err error) {
	err = gs.read(ctx, "Head", id, func(k *kept) {
		r := &k.record
		h = game.Head{Version: r.Version, Status: r.Status, White: r.White.ID, Black: r.Black.ID, Delay: r.Delay, Exhibit: r.Exhibit.Number > 0}
	})
	return h, err
}

// Snapshot reads the current state of a game.
func (gs *Games) Snapshot(ctx context.Context, id game.ID) (s game.Snapshot, err error) {
	err = gs.read(ctx, "Snapshot", id, func(k *kept) {
		s = game.NewSnapshot(k.record, ofSnapshots(k.events))
	})
	return s, err
}

// EventsSince returns the first events after a version, at most game.MaxBehind.
func (gs *Games) EventsSince(ctx context.Context, id game.ID, after game.Version) (events []game.Event, err error) {
	err = gs.read(ctx, "EventsSince", id, func(k *kept) {
		events = k.since(after)
		events = slices.Clone(events[:min(len(events), game.MaxBehind)])
	})
	return events, err
}

// Tail returns the newest events after a version, in order, at most
// game.MaxBehind.
func (gs *Games) Tail(ctx context.Context, id game.ID, after game.Version) (events []game.Event, err error) {
	err = gs.read(ctx, "Tail", id, func(k *kept) {
		events = k.since(after)
		events = slices.Clone(events[max(0, len(events)-game.MaxBehind):])
	})
	return events, err
}

// since shares the log: the event of version v is at v-1.
func (k *kept) since(after game.Version) []game.Event {
	return k.events[min(max(0, int(after)), len(k.events)):]
}

func (gs *Games) read(ctx context.Context, call string, id game.ID, f func(*kept)) error {
	return gs.call(ctx, call, func() error {
		k, err := gs.find(id)
		if err != nil {
			return err
		}
		gs.mu.Lock()
		defer gs.mu.Unlock()
		f(k)
		return nil
	})
}

func (gs *Games) find(id game.ID) (*kept, error) {
	gs.mu.Lock()
	defer gs.mu.Unlock()
	k, ok := gs.kept[id]
	if !ok {
		return nil, fmt.Errorf("finding game %s: %w", id, game.ErrNotFound)
	}
	return k, nil
}

// call does the work between the failures set by FailBefore and FailAfter.
func (gs *Games) call(ctx context.Context, name string, work func() error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%w: %s: %w", game.ErrUnavailable, name, err)
	}
	gs.mu.Lock()
	before, after := gs.before, gs.after
	gs.mu.Unlock()
	if before != nil {
		if err := before(name); err != nil {
			return err
		}
	}
	if err := work(); err != nil || after == nil {
		return err
	}
	return after(name)
}

// copied returns a copy that shares nothing with r, like a record read from a
// database.
func copied(r game.Record) game.Record {
	r.Repetitions = slices.Clone(r.Repetitions)
	return r
}
