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

var opening = gametest.Moves("e4 e5 Nf3 Nc6 Bb5 a6")

// A table is a game in memory with a hub over it, whose moves are announced
// only when a test says so.
type table struct {
	games *gametest.Games
	hub   *live.Hub
	id    game.ID
	ply   int
}

func newTable(t *testing.T) *table {
	t.Helper()
	games := gametest.NewGames()
	id, _ := gametest.Table{}.Keep(t, games) // created, joined: version 2
	return &table{games: games, hub: live.NewHub(games), id: id}
}

// move plays a move that nobody hears of.
func (tb *table) move(t *testing.T) game.Event {
	t.Helper()
	e, err := tb.games.Change(t.Context(), tb.id, func(g *game.Game) (game.Event, error) {
		return g.Play(gametest.ToMove(g), opening[tb.ply], 0, game.Timing{}, time.Now())
	})
	if err != nil {
		t.Fatalf("move %d: %v", tb.ply, err)
	}
	tb.ply++
	return e
}

func versions(events []*wire.Event) []game.Version {
	var vs []game.Version
	for _, e := range events {
		vs = append(vs, e.Version)
	}
	return vs
}

func TestSinceGivesWhatIsAfterTheCursor(t *testing.T) {
	tb := newTable(t)
	tb.move(t)
	for _, c := range []struct {
		after game.Version
		want  []game.Version
	}{{0, []game.Version{1, 2, 3}}, {2, []game.Version{3}}, {3, nil}} {
		got, err := tb.hub.Since(t.Context(), game.Cursor{Game: tb.id, After: c.after})
		if err != nil || !slices.Equal(versions(got), c.want) {
			t.Errorf("after %d: got %v, %v; want %v", c.after, versions(got), err, c.want)
		}
	}
}

func TestCursorAheadOfTheGameIsFar(t *testing.T) {
	tb := newTable(t)
	if _, err := tb.hub.Since(t.Context(), game.Cursor{Game: tb.id, After: 3}); !errors.Is(err, game.ErrFar) {
		t.Errorf("got %v, want ErrFar", err)
	}
	// A reader may know of a move before this server does.
	tb.move(t)
	if got, err := tb.hub.Since(t.Context(), game.Cursor{Game: tb.id, After: 3}); err != nil || len(got) != 0 {
		t.Errorf("after an unannounced move: got %v, %v; want nothing, and no error", versions(got), err)
	}
}

func TestCursorFarBehindIsFar(t *testing.T) {
	games := &longLog{id: "longGame", head: 200}
	hub := live.NewHub(games)
	if got, err := hub.Since(t.Context(), game.Cursor{Game: games.id, After: 200 - game.MaxBehind}); err != nil || len(got) != game.MaxBehind {
		t.Errorf("%d behind: got %d events, %v; want all", game.MaxBehind, len(got), err)
	}
	if _, err := hub.Since(t.Context(), game.Cursor{Game: games.id, After: 199 - game.MaxBehind}); !errors.Is(err, game.ErrFar) {
		t.Errorf("%d behind: got %v, want ErrFar", game.MaxBehind+1, err)
	}
}

// A room keeps the newest events. Readers hold what they were given while it
// goes on.
func TestFullRoomForgetsTheOldestEventAndLeavesItsReadersTheirs(t *testing.T) {
	games := &longLog{id: "longGame", head: game.MaxBehind}
	hub := live.NewHub(games)
	held, err := hub.Since(t.Context(), game.Cursor{Game: games.id, After: 0})
	if err != nil || len(held) != game.MaxBehind {
		t.Fatalf("got %d events, %v", len(held), err)
	}
	for v := game.Version(game.MaxBehind + 1); v < game.MaxBehind+10; v++ {
		hub.Announce(game.Change{Event: game.Event{Game: games.id, Version: v, Kind: game.Moved, Status: game.Playing}})
	}
	for i, e := range held {
		if e.Version != game.Version(i+1) {
			t.Fatalf("event %d has become version %d", i+1, e.Version)
		}
	}
	if got, err := hub.Since(t.Context(), game.Cursor{Game: games.id, After: 9}); err != nil || len(got) != game.MaxBehind || got[0].Version != 10 {
		t.Errorf("after 9: got %v, %v; want all of 10 to 73", versions(got), err)
	}
	if _, err := hub.Since(t.Context(), game.Cursor{Game: games.id, After: 8}); !errors.Is(err, game.ErrFar) {
		t.Errorf("after 8: got %v, want ErrFar", err)
	}
}

func TestNoRoomIsKeptForAGameThatDoesNotExist(t *testing.T) {
	hub := live.NewHub(gametest.NewGames())
	for range 3 {
		if _, err := hub.Next(t.Context(), game.Cursor{Game: "nonesuch", After: 0}); !errors.Is(err, game.ErrNotFound) {
			t.Fatalf("got %v, want ErrNotFound", err)
		}
	}
	if got := hub.Rooms(); got != 0 {
		t.Errorf("%d rooms are kept, want none", got)
	}
}

func TestNextWaitsForTheAnnouncement(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := newTable(t)
		var got []*wire.Event
		go func() { got, _ = tb.hub.Next(t.Context(), game.Cursor{Game: tb.id, After: 2}) }()
		synctest.Wait()
		e := tb.move(t)
		synctest.Wait()
		if got != nil {
			t.Fatalf("got %v before the announcement", versions(got))
		}
		tb.hub.Announce(game.Change{Event: e})
		synctest.Wait()
		if want := []game.Version{3}; !slices.Equal(versions(got), want) {
			t.Errorf("got %v, want %v", versions(got), want)
		}
	})
}

func TestNextEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := newTable(t)
		ctx, cancel := context.WithTimeout(t.Context(), 25*time.Second)
		defer cancel()
		if _, err := tb.hub.Next(ctx, game.Cursor{Game: tb.id, After: 2}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want the deadline", err)
		}
	})
}

func TestNextEndsWithTheGame(t *testing.T) {
	games := gametest.NewGames()
	id, events := gametest.Table{Moves: "f3 e5 g4 Qh4#"}.Keep(t, games)
	hub := live.NewHub(games)
	last := events[len(events)-1].Version
	if _, err := hub.Next(t.Context(), game.Cursor{Game: id, After: last}); !errors.Is(err, game.ErrEnded) {
		t.Errorf("after the last event: got %v, want ErrEnded", err)
	}
	if got, err := hub.Next(t.Context(), game.Cursor{Game: id, After: last - 1}); err != nil || len(got) != 1 {
		t.Errorf("before it: got %v, %v; want the mate", versions(got), err)
	}
}

func TestAnnouncementsMayBeLostLateOrTwice(t *testing.T) {
	for _, c := range []struct {
		name  string
		order []int // which of the moves 3, 4, 5 are announced, and when
	}{
		{"in order", []int{0, 1, 2}},
		{"twice", []int{0, 0, 1, 1, 2, 2}},
		{"backwards", []int{2, 1, 0}},
		{"only the last", []int{2}},
		{"the middle one lost", []int{0, 2}},
	} {
		t.Run(c.name, func(t *testing.T) {
			tb := newTable(t)
			if _, err := tb.hub.Since(t.Context(), game.Cursor{Game: tb.id, After: 0}); err != nil {
				t.Fatal(err)
			}
			events := []game.Event{tb.move(t), tb.move(t), tb.move(t)}
			for _, i := range c.order {
				tb.hub.Announce(game.Change{Event: events[i]})
			}
			got, err := tb.hub.Since(t.Context(), game.Cursor{Game: tb.id, After: 2})
			if want := []game.Version{3, 4, 5}; err != nil || !slices.Equal(versions(got), want) {
				t.Errorf("got %v, %v; want %v", versions(got), err, want)
			}
		})
	}
}

func TestDoubtAndRouseWakeReadersOfLostAnnouncements(t *testing.T) {
	for name, rouse := range map[string]func(*table){
		"doubt": func(tb *table) { tb.hub.Doubt(tb.id) },
		"rouse": func(tb *table) { tb.hub.Rouse() },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tb := newTable(t)
				var got []*wire.Event
				go func() { got, _ = tb.hub.Next(t.Context(), game.Cursor{Game: tb.id, After: 2}) }()
				synctest.Wait()
				tb.move(t)
				rouse(tb)
				synctest.Wait()
				if want := []game.Version{3}; !slices.Equal(versions(got), want) {
					t.Errorf("got %v, want %v", versions(got), want)
				}
			})
		})
	}
}

func TestRoomIsRemovedAWhileAfterItsLastReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tb := newTable(t)
		if _, err := tb.hub.Since(t.Context(), game.Cursor{Game: tb.id, After: 0}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(30 * time.Second) // synthetic
		if got := tb.hub.Rooms(); got != 1 {
			t.Errorf("after 30 s: %d rooms, want 1", got)
		}
		time.Sleep(31 * time.Second)
		synctest.Wait()
		if got := tb.hub.Rooms(); got != 0 {
			t.Errorf("after a minute: %d rooms, want none", got)
		}
	})
}
