package exhibition

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
)

func TestExhibitsAreDroppedADayAfterTheirEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMuseum(t)
		m.open(nil)
		id := m.after(time.Second, true).Shown[0].Game
		m.after(10*time.Minute, true)
		m.after(kept-time.Hour, false)
		m.after(time.Second, true)
		if s, err := m.games.Snapshot(t.Context(), id); err != nil || s.Status != game.Over {
			t.Errorf("less than a day after its end: got %q, %v; want it kept", s.Status, err)
		}
		m.after(dropEvery+time.Hour, false)
		m.after(time.Second, true)
		if _, err := m.games.Snapshot(t.Context(), id); !errors.Is(err, game.ErrNotFound) {
			t.Errorf("a day after its end: got %v, want ErrNotFound", err)
		}
	})
}

// The first visitor after days sees boards at once, and they continue.
func TestBoardsWaitForWhoComesAfterDays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMuseum(t)
		m.open(nil)
		m.after(time.Second, true)
		before := m.after(3*kept, false)
		if len(before.Shown) != Boards {
			t.Fatalf("%d boards are there for whoever comes, want %d", len(before.Shown), Boards)
		}
		plies := m.plies(before)
		after := m.after(3*time.Second, true)
		if got := m.plies(after); got <= plies || after.Shown[0].Game != before.Shown[0].Game {
			t.Errorf("%d plies have been played on the boards that were there with %d; want them to go on", got, plies)
		}
	})
}
