package live_test

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
)

// Only some events can make or end a seek.
func TestLobbyLooksForEventsThatCanChangeIt(t *testing.T) {
	for _, kind := range []game.Kind{
		game.Created, game.Joined, game.Moved, game.Resigned, game.Aborted, game.FlagFell, game.TimeGiven, game.Offered,
		game.Declined, game.DrawAgreed, game.Claimed, game.TakenBack, game.Rematched, game.Said,
	} {
		synctest.Test(t, func(t *testing.T) {
			lobby, board := newLobby("oneGame1")
			var got atomic.Int64
			go reader(t, lobby, &got)
			synctest.Wait()
			before := board.asked()
			lobby.Announce(game.Change{Event: game.Event{Kind: kind}})
			time.Sleep(time.Second)
			want := 0
			if kind == game.Created || kind == game.Joined || kind == game.Aborted {
				want = 1
			}
			if got := board.asked() - before; got != want {
				t.Errorf("%s: %d queries, want %d", kind, got, want)
			}
		})
	}
}

// A look of its own comes 5 s after the last one, whatever made that.
func TestLobbyPlansItsNextLookAfterEachOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lobby, board := newLobby("oneGame1")
		var got atomic.Int64
		for range 3 {
			go reader(t, lobby, &got)
		}
		synctest.Wait()
		time.Sleep(4 * time.Second)
		lobby.Doubt("someGame")
		synctest.Wait()
		for _, c := range []struct {
			pause   time.Duration
			queries int
		}{{0, 2}, {4900 * time.Millisecond, 2}, {200 * time.Millisecond, 3}, {4700 * time.Millisecond, 3}, {400 * time.Millisecond, 4}} {
			time.Sleep(c.pause)
			synctest.Wait()
			if got := board.asked(); got != c.queries {
				t.Errorf("after %v more: %d queries, want %d", c.pause, got, c.queries)
			}
		}
	})
}

// One who comes while the log is away waits for no list that is there.
func TestPollOfALobbyThatCannotBeReadGetsTheLastList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lobby, board := newLobby("oneGame1")
		list, err := lobby.Since(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		board.fail(game.ErrUnavailable)
		for range 3 {
			time.Sleep(6 * time.Second)
			if again, err := lobby.Since(t.Context(), ""); err != nil || again != list {
				t.Errorf("got %v, %v, want the last list", again, err)
			}
		}
		if got := board.asked(); got != 4 {
			t.Errorf("%d queries, want one for each poll", got)
		}
	})
}

// One who waits with a list that a poll has read is not forgotten.
func TestLobbyLooksByItselfForOneWhoHasItsList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lobby, board := newLobby("oneGame1")
		list, err := lobby.Since(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		board.add("twoGame2")
		began := time.Now()
		if list, err = lobby.Next(t.Context(), list.Tag); err != nil || len(list.Seeks) != 2 || time.Since(began) > 5*time.Second {
			t.Errorf("got %v, %v after %v, want both seeks within 5 s", list, err, time.Since(began))
		}
	})
}
