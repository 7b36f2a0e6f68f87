package live_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/live"
	"kibitz/game/wire"
)

func TestFollowerGetsWhatIsAfterTheFirstCursorThatHasSomething(t *testing.T) {
	games := gametest.NewGames()
	hub := live.NewHub(games)
	a, _ := gametest.Table{}.Keep(t, games)
	b, _ := gametest.Table{Moves: "e4"}.Keep(t, games)
	over, _ := gametest.Table{Moves: "f3 e5 g4 Qh4#"}.Keep(t, games)
	for _, c := range []struct {
		name    string
		cursors []game.Cursor
		place   int
		want    []game.Version
		err     error
	}{
		{"the only one", []game.Cursor{{Game: a, After: 1}}, 0, []game.Version{2}, nil},
		{"the second", []game.Cursor{{Game: a, After: 2}, {Game: b, After: 1}}, 1, []game.Version{2, 3}, nil},
		{"the first of two", []game.Cursor{{Game: b, After: 2}, {Game: a, After: 0}}, 0, []game.Version{3}, nil},
		{"all have ended", []game.Cursor{{Game: over, After: 6}}, 0, nil, game.ErrEnded},
		{"one that has ended", []game.Cursor{{Game: over, After: 6}, {Game: a, After: 1}}, 1, []game.Version{2}, nil},
		{"one with a last event", []game.Cursor{{Game: a, After: 2}, {Game: over, After: 5}}, 1, []game.Version{6}, nil},
		{"one ahead of its game", []game.Cursor{{Game: a, After: 2}, {Game: b, After: 9}}, 1, nil, game.ErrFar},
		{"one that does not exist", []game.Cursor{{Game: a, After: 2}, {Game: "nonesuch", After: 0}}, 1, nil, game.ErrNotFound},
	} {
		place, got, err := hub.Any(t.Context(), c.cursors...)
		if place != c.place || !slices.Equal(versions(got), c.want) || !errors.Is(err, c.err) {
			t.Errorf("%s: got %d, %v, %v; want %d, %v, %v", c.name, place, versions(got), err, c.place, c.want, c.err)
		}
	}
}

// follower is one who follows games until the test ends.
func follower(t *testing.T, hub *live.Hub, cursors ...game.Cursor) wire.Follower {
	t.Helper()
	f, err := hub.Follow(cursors...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f
}

func TestFollowerWaitsForAnEventOfAnyGame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		one, other := newTable(t), newTable(t)
		hub := live.NewHub(both{one.games, other.games})
		f := follower(t, hub, game.Cursor{Game: one.id, After: 2}, game.Cursor{Game: other.id, After: 2})
		place, got := -1, []*wire.Event(nil)
		go func() { place, got, _ = f.Next(t.Context()) }()
		synctest.Wait()
		e := other.move(t)
		synctest.Wait()
		if place != -1 {
			t.Fatalf("got %d, %v before the announcement", place, versions(got))
		}
		hub.Announce(game.Change{Event: e})
		synctest.Wait()
		if want := []game.Version{3}; place != 1 || !slices.Equal(versions(got), want) {
			t.Errorf("got %d, %v; want 1, %v", place, versions(got), want)
		}
	})
}

// both is the log of the games in either.
type both [2]*gametest.Games

func (both) TailAsOf(context.Context, game.ID, game.Version, time.Time) ([]game.Event, time.Time, error) {
	panic("nobody is kept behind here")
}

func (b both) Tail(ctx context.Context, id game.ID, after game.Version) ([]game.Event, error) {
	events, err := b[0].Tail(ctx, id, after)
	if errors.Is(err, game.ErrNotFound) {
		return b[1].Tail(ctx, id, after)
	}
	return events, err
}

func TestFollowerEndsWithItsContextAndLeavesItsRooms(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := newTable(t)
		ctx, cancel := context.WithTimeout(t.Context(), 25*time.Second)
		defer cancel()
		f := follower(t, tb.hub, game.Cursor{Game: tb.id, After: 2})
		begin := time.Now()
		_, _, err := f.Next(ctx)
		if took := time.Since(begin); !errors.Is(err, context.DeadlineExceeded) || took != 25*time.Second {
			t.Errorf("got %v after %v, want the deadline after 25 s", err, took)
		}
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		if got := tb.hub.Rooms(); got != 1 {
			t.Errorf("%d rooms while one is followed, want 1", got)
		}
		f.Close()
		f.Close()
		time.Sleep(61 * time.Second)
		synctest.Wait()
		if got := tb.hub.Rooms(); got != 0 {
			t.Errorf("%d rooms are left, want none", got)
		}
	})
}

func TestFollowerEndsOnceItHasReadTheLastEventOfAll(t *testing.T) {
	log := manyLogs{"A": {head: 1}, "B": {head: 1}}
	hub := live.NewHub(log)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	f := follower(t, hub, game.Cursor{Game: "A", After: 1}, game.Cursor{Game: "B", After: 1})
	for place := range 2 { // both rooms have read the log
		if _, err := f.Now(ctx, place); err != nil {
			t.Fatal(err)
		}
	}
	for place, id := range []game.ID{"A", "B"} {
		e := log[id].grow()
		e.Game, e.Status = id, game.Over
		hub.Announce(game.Change{Event: e})
		if id == "A" {
			if events, err := f.Now(ctx, place); err != nil || len(events) != 1 {
				t.Errorf("%s: got %v, %v, want the end", id, versions(events), err)
			}
		} else if got, events, err := f.Next(ctx); err != nil || got != place || len(events) != 1 {
			t.Errorf("%s: got %d, %v, %v, want the end", id, got, versions(events), err)
		}
	}
	for range 2 {
		if _, events, err := f.Next(ctx); !errors.Is(err, game.ErrEnded) {
			t.Errorf("got %v, %v, want ErrEnded", versions(events), err)
		}
	}
	if _, err := f.Now(ctx, 0); !errors.Is(err, game.ErrEnded) {
		t.Errorf("got %v, want ErrEnded", err)
	}
}

// A game that has something all the time does not keep the others waiting, and
// what is far stays so until the reader has moved its cursor.
func TestGamesTakeTurns(t *testing.T) {
	log := manyLogs{"A": {head: 1}, "B": {head: 1}, "C": {head: 1}}
	hub := live.NewHub(log)
	announce := func(id game.ID) {
		e := log[id].grow()
		e.Game = id
		hub.Announce(game.Change{Event: e})
	}
	f := follower(t, hub, game.Cursor{Game: "A", After: 1}, game.Cursor{Game: "B", After: 1}, game.Cursor{Game: "C", After: 9})
	next := func(what string, place int, version game.Version, want error) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		got, events, err := f.Next(ctx)
		if got != place || !errors.Is(err, want) || want == nil && (len(events) != 1 || events[0].Version != version) {
			t.Errorf("%s: got %d, %v, %v; want %d, version %d, %v", what, got, versions(events), err, place, version, want)
		}
	}
	for place, want := range []error{nil, nil, game.ErrFar} { // all rooms have read the log
		if events, err := f.Now(t.Context(), place); len(events) > 0 || !errors.Is(err, want) {
			t.Errorf("at first %d has %v, %v; want nothing, %v", place, versions(events), err, want)
		}
	}
	next("only C has something", 2, 0, game.ErrFar)
	announce("A")
	announce("B")
	next("C is as far as before", 2, 0, game.ErrFar)
	next("A was first", 0, 2, nil)
	announce("A")
	next("B has waited for longer", 1, 2, nil)
	next("C has waited for longer", 2, 0, game.ErrFar)
	f.Seek(2, 1)
	next("C has nothing more", 0, 3, nil)
	announce("C")
	next("C goes on from where its cursor was put", 2, 2, nil)
}

// Of one who follows for long, all rooms look into the log now and then.
func TestRoomsOfAFollowerLookByThemselves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		logs := manyLogs{"A": {head: 1}, "B": {head: 1}}
		began := time.Now()
		f := follower(t, live.NewHub(logs), game.Cursor{Game: "A", After: 1}, game.Cursor{Game: "B", After: 1})
		next := func(within time.Duration) (int, error) {
			ctx, cancel := context.WithTimeout(t.Context(), within)
			defer cancel()
			place, _, err := f.Next(ctx)
			return place, err
		}
		if _, err := next(time.Second); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("got %v, want nothing", err)
		}
		logs["B"].grow() // and nobody hears of it
		for {
			place, err := next(time.Second)
			if err == nil {
				if took := time.Since(began); place != 1 || took > 15*time.Second {
					t.Errorf("got an event of %d after %v, want that of 1 within 15 s", place, took)
				}
				return
			}
			if time.Since(began) > time.Minute {
				t.Fatal("nobody looked")
			}
		}
	})
}

// As with one game: announcements of eight are shuffled, lost and doubled, and
// who follows them all has every event of each, in order, once.
func TestWhoFollowsManyMissesNothingWhateverHappensToAnnouncements(t *testing.T) {
	const games, events = 8, 100
	logs := make(manyLogs)
	cursors := make([]game.Cursor, games)
	for i := range cursors {
		cursors[i].Game = game.ID(rune('A' + i))
		logs[cursors[i].Game] = &sharedLog{}
		logs[cursors[i].Game].grow()
	}
	hub := live.NewHub(logs)
	done := make(chan struct{})
	go func() {
		defer close(done)
		followAll(t, hub, slices.Clone(cursors), events)
	}()
	for range events - 1 {
		for _, c := range cursors {
			e := logs[c.Game].grow()
			e.Game = c.Game
			for range rand.IntN(3) { // lost, once, or twice
				hub.Announce(game.Change{Event: e})
			}
			if rand.IntN(100) == 0 {
				hub.Rouse()
			}
		}
	}
	hub.Rouse()
	<-done
}

func followAll(t *testing.T, hub *live.Hub, cursors []game.Cursor, until game.Version) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	f, err := hub.Follow(cursors...)
	if err != nil {
		t.Error(err)
		return
	}
	defer f.Close()
	for left := len(cursors); left > 0; {
		i, got, err := f.Next(ctx)
		c := &cursors[i]
		switch {
		case errors.Is(err, game.ErrFar):
			c.After += game.MaxBehind // as a snapshot would have it
			f.Seek(i, c.After)
		case err != nil:
			t.Errorf("at %v: %v", cursors, err)
			return
		}
		for _, e := range got {
			if e.Version != c.After+1 {
				t.Errorf("game %s: got version %d at cursor %d", c.Game, e.Version, c.After)
				return
			}
			c.After = e.Version
		}
		if (len(got) > 0 || err != nil) && c.After >= until {
			left--
		}
	}
}

// manyLogs are the logs of games.
type manyLogs map[game.ID]*sharedLog

func (manyLogs) TailAsOf(context.Context, game.ID, game.Version, time.Time) ([]game.Event, time.Time, error) {
	panic("nobody is kept behind here")
}

func (l manyLogs) Tail(ctx context.Context, id game.ID, after game.Version) ([]game.Event, error) {
	events, err := l[id].Tail(ctx, id, after)
	return events, err
}
