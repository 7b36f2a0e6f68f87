package live_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/wire"
)

// play makes a move and announces it.
func (tb *table) play(t *testing.T) game.Event {
	t.Helper()
	e := tb.move(t)
	tb.hub.Announce(game.Change{Event: e})
	return e
}

// newLateTable is a table whose game has just begun: its clock is ahead of the
// bubble's.
func newLateTable(t *testing.T) *table {
	t.Helper()
	tb := newTable(t)
	begun, err := tb.games.Snapshot(t.Context(), tb.id)
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(time.Until(begun.At) + time.Second)
	return tb
}

const lateness = time.Minute

func (tb *table) late(after game.Version) game.Cursor {
	return game.Cursor{Game: tb.id, After: after, Delay: lateness}
}

// Whoever is kept behind hears of each event when it is that old, in order,
// and not from the players' room.
func TestEventsReachThoseKeptBehindWhenTheyAreOldEnough(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := newLateTable(t)
		var told []time.Time
		got := make(chan time.Duration, 10)
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			for after := game.Version(2); ; {
				events, err := tb.hub.Next(ctx, tb.late(after))
				if err != nil {
					close(got)
					return
				}
				for _, e := range events {
					after = e.Version
					got <- time.Since(e.At)
				}
			}
		}()
		for range 4 {
			time.Sleep(7 * time.Second)
			told = append(told, tb.play(t).At)
			if now, err := tb.hub.Since(t.Context(), game.Cursor{Game: tb.id, After: 2}); err != nil || len(now) != len(told) {
				t.Fatalf("the players have %d events, %v; want %d", len(now), err, len(told))
			}
		}
		for range told {
			if age := <-got; age < lateness || age > lateness+2*time.Millisecond {
				t.Errorf("an event came when it was %v old, want %v", age, lateness)
			}
		}
		cancel()
		if age, more := <-got; more {
			t.Errorf("one more came, %v old", age)
		}
	})
}

// The same for those who come when it has all happened, without an
// announcement.
func TestOneWhoComesLaterIsKeptBehindAsMuch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := newLateTable(t)
		for range 3 {
			tb.move(t)
			time.Sleep(10 * time.Second)
		}
		got, err := tb.hub.Since(t.Context(), tb.late(0))
		if err != nil || !slices.Equal(versions(got), []game.Version{1, 2}) {
			t.Fatalf("got %v, %v; want what came before the first move", versions(got), err)
		}
		for want := game.Version(3); want <= 5; want++ {
			got, err := tb.hub.Next(t.Context(), tb.late(want-1))
			if err != nil || !slices.Equal(versions(got), []game.Version{want}) {
				t.Fatalf("got %v, %v; want version %d", versions(got), err, want)
			}
			if age := time.Since(got[0].At); age < lateness || age > lateness+2*time.Millisecond {
				t.Errorf("version %d came when it was %v old, want %v", want, age, lateness)
			}
		}
	})
}

// A cursor that a player had is ahead of what spectators see.
func TestPlayersCursorIsTooFarForOneKeptBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := newLateTable(t)
		tb.play(t)
		if _, err := tb.hub.Since(t.Context(), tb.late(3)); !errors.Is(err, game.ErrFar) {
			t.Errorf("got %v, want ErrFar", err)
		}
	})
}

func TestEndOfTheGameShowsAllAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := newLateTable(t)
		tb.play(t)
		tb.play(t)
		got := make(chan []*wire.Event)
		go func() {
			events, _ := tb.hub.Next(t.Context(), tb.late(2))
			got <- events
		}()
		synctest.Wait()
		e, err := tb.games.Change(t.Context(), tb.id, func(g *game.Game) (game.Event, error) {
			return g.Resign(g.Record().White.ID, time.Now())
		})
		if err != nil {
			t.Fatal(err)
		}
		before := time.Now()
		tb.hub.Announce(game.Change{Event: e})
		if events := <-got; !slices.Equal(versions(events), []game.Version{3, 4, 5}) || time.Since(before) > 0 {
			t.Errorf("got %v after %v, want versions 3 to 5 at once", versions(events), time.Since(before))
		}
	})
}

// An announcement of what can be seen later does not put off what can be seen
// before it, and moves the look forward if it comes first.
func TestEventsOfALateRoomAreLookedForInTheirOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := newLateTable(t)
		f := follower(t, tb.hub, tb.late(2))
		if _, err := f.Now(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		first := tb.move(t)
		time.Sleep(10 * time.Second)
		second := tb.move(t)
		tb.hub.Announce(game.Change{Event: second}) // overtook the other
		tb.hub.Announce(game.Change{Event: first})
		for _, want := range []game.Event{first, second} {
			_, events, err := f.Next(t.Context())
			if err != nil || !slices.Equal(versions(events), []game.Version{want.Version}) {
				t.Fatalf("got %v, %v, want version %d", versions(events), err, want.Version)
			}
			if age := time.Since(want.At); age < lateness || age > lateness+2*time.Millisecond {
				t.Errorf("version %d came when it was %v old, want %v", want.Version, age, lateness)
			}
		}
	})
}

// What happens before the first move hides nothing: it shows at once.
func TestEventsBeforeTheFirstMoveAreNotLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := newLateTable(t)
		f := follower(t, tb.hub, tb.late(2))
		if _, err := f.Now(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		e, err := tb.games.Change(t.Context(), tb.id, func(g *game.Game) (game.Event, error) {
			return g.Say(g.Record().White, game.PlayersRoom, "hello", time.Now())
		})
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		tb.hub.Announce(game.Change{Event: e})
		if _, events, err := f.Next(t.Context()); err != nil || !slices.Equal(versions(events), []game.Version{3}) || time.Since(began) > 0 {
			t.Errorf("got %v, %v after %v, want version 3 at once", versions(events), err, time.Since(began))
		}
	})
}

// An end that nobody announced shows at once when the game is doubted.
func TestDoubtOfAGameReachesThoseKeptBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := newLateTable(t)
		f := follower(t, tb.hub, tb.late(2))
		if _, err := f.Now(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		_, err := tb.games.Change(t.Context(), tb.id, func(g *game.Game) (game.Event, error) {
			return g.Abort(g.Record().White.ID, time.Now())
		})
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		tb.hub.Doubt(tb.id)
		if _, events, err := f.Next(t.Context()); err != nil || len(events) != 1 || time.Since(began) > 0 {
			t.Errorf("got %v, %v after %v, want the end at once", versions(events), err, time.Since(began))
		}
	})
}
