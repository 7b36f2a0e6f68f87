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
)

func TestAnyAnswersTheFirstCursorThatHasSomething(t *testing.T) {
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
		{"one that has ended", []game.Cursor{{Game: a, After: 2}, {Game: over, After: 6}}, 1, nil, game.ErrEnded},
		{"one with a last event", []game.Cursor{{Game: a, After: 2}, {Game: over, After: 5}}, 1, []game.Version{6}, nil},
		{"one ahead of its game", []game.Cursor{{Game: a, After: 2}, {Game: b, After: 9}}, 1, nil, game.ErrFar},
		{"one that does not exist", []game.Cursor{{Game: a, After: 2}, {Game: "nonesuch", After: 0}}, 1, nil, game.ErrNotFound},
	} {
		place, got, err := hub.Any(t.Context(), c.cursors)
		if place != c.place || !slices.Equal(versions(got), c.want) || !errors.Is(err, c.err) {
			t.Errorf("%s: got %d, %v, %v; want %d, %v, %v", c.name, place, versions(got), err, c.place, c.want, c.err)
		}
	}
}

func TestAnyWaitsForTheBellOfAnyGame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		one, other := newTable(t), newTable(t)
		hub := live.NewHub(both{one.games, other.games})
		cursors := []game.Cursor{{Game: one.id, After: 2}, {Game: other.id, After: 2}}
		place, got := -1, []*game.Announcement(nil)
		go func() { place, got, _ = hub.Any(t.Context(), cursors) }()
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

func TestAnyEndsWithItsContextAndLeavesItsRooms(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := newTable(t)
		ctx, cancel := context.WithTimeout(t.Context(), 25*time.Second)
		defer cancel()
		begin := time.Now()
		_, _, err := tb.hub.Any(ctx, []game.Cursor{{Game: tb.id, After: 2}})
		if took := time.Since(begin); !errors.Is(err, context.DeadlineExceeded) || took != 25*time.Second {
			t.Errorf("got %v after %v, want the deadline after 25 s", err, took)
		}
		time.Sleep(61 * time.Second)
		synctest.Wait()
		if got := tb.hub.Rooms(); got != 0 {
			t.Errorf("%d rooms are left, want none", got)
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
	for len(cursors) > 0 {
		i, got, err := hub.Any(ctx, cursors)
		c := cursors[i]
		switch {
		case errors.Is(err, game.ErrFar):
			c.After += game.MaxBehind // as a snapshot would have it
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
		if cursors = slices.Delete(cursors, i, i+1); c.After < until {
			cursors = append(cursors, c)
		}
	}
}

type manyLogs map[game.ID]*sharedLog

func (manyLogs) TailAsOf(context.Context, game.ID, game.Version, time.Time) ([]game.Event, time.Time, error) {
	panic("nobody is kept behind here")
}

func (l manyLogs) Tail(ctx context.Context, id game.ID, after game.Version) ([]game.Event, error) {
	events, err := l[id].Tail(ctx, id, after)
	return events, err
}
