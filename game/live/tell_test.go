package live_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/live"
	"kibitz/game/wire"
)

func aside(t *testing.T, id game.ID, number int64) *wire.Event {
	t.Helper()
	e, err := wire.NewPresence(id, game.Presence{}, number, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// asides are the numbers of what was told beside the log.
func asides(events []*wire.Event) (numbers []int64) {
	for _, e := range events {
		if e.Aside > 0 {
			numbers = append(numbers, e.Aside)
		}
	}
	return numbers
}

func TestWhatIsToldBesideTheLogReachesEachReaderOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := newLateTable(t)
		tb.hub.Tell(aside(t, tb.id, 9)) // nobody is there
		if got := tb.hub.Rooms(); got != 0 {
			t.Errorf("%d rooms for one whom nobody reads, want none", got)
		}
		prompt := follower(t, tb.hub, game.Cursor{Game: tb.id, After: 2})
		late := follower(t, tb.hub, tb.late(2))
		deaf := follower(t, tb.hub, game.Cursor{Game: tb.id, After: 2, Aside: game.NoAside})
		next := func(what string, f wire.Follower, want ...int64) {
			t.Helper()
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			_, events, err := f.Next(ctx)
			if len(want) == 0 && !errors.Is(err, context.DeadlineExceeded) || len(want) > 0 && err != nil || !slices.Equal(asides(events), want) {
				t.Errorf("%s: got %v, %v, want %v", what, asides(events), err, want)
			}
		}
		next("what was told before anybody came", prompt)
		tb.hub.Tell(aside(t, tb.id, 3))
		tb.hub.Tell(aside(t, tb.id, 5))
		tb.hub.Tell(aside(t, tb.id, 4))       // was overtaken
		tb.hub.Tell(aside(t, "otherGame", 8)) // which nobody reads
		next("the newest", prompt, 5)
		next("once", prompt)
		next("to those kept behind, too", late, 5)
		next("not to who wants none", deaf)
		same := aside(t, tb.id, 5)
		tb.hub.Tell(same)
		next("the same again", prompt)
		newcomer := follower(t, tb.hub, game.Cursor{Game: tb.id, After: 2})
		if events, err := newcomer.Now(t.Context(), 0); err != nil || !slices.Equal(asides(events), []int64{5}) || events[0] == same {
			t.Errorf("a newcomer got %v, %v, want the first that was told as 5", asides(events), err)
		}
		e := tb.move(t)
		tb.hub.Tell(aside(t, tb.id, 6))
		tb.hub.Announce(game.Change{Event: e})
		_, events, err := prompt.Next(t.Context())
		if err != nil || len(events) != 2 || events[0].Version != 3 || events[1].Aside != 6 {
			t.Errorf("got versions %v and %v, %v; want the event, then what was told beside", versions(events), asides(events), err)
		}
	})
}

// Where a game is over, a stream is about to end: nothing is told there any more.
func TestNothingIsToldBesideTheLogOfAGameThatIsOver(t *testing.T) {
	games := gametest.NewGames()
	id, _ := gametest.Table{Moves: "f3 e5 g4 Qh4#"}.Keep(t, games)
	hub := live.NewHub(games)
	f := follower(t, hub, game.Cursor{Game: id, After: 5})
	hub.Tell(aside(t, id, 1))
	if events, err := f.Now(t.Context(), 0); err != nil || len(events) != 1 || len(asides(events)) > 0 {
		t.Errorf("got %v and %v, %v; want the last event alone", versions(events), asides(events), err)
	}
}
