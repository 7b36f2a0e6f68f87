package store_test

import (
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
	"kibitz/store/storetest"
)

// A game that spectators see late is listed as they see it.
func TestLateGameIsListedAsItWas(t *testing.T) {
	s := storetest.New(t)
	ann, bob := newPlayer(t, s), newPlayer(t, s)
	begin := time.Now().UTC().Truncate(time.Millisecond).Add(-time.Hour)
	g, created, err := game.New(game.Setup{Creator: ann, Color: "white", Delay: time.Minute, Control: game.TimeControl{Initial: time.Hour}}, begin)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Create(t.Context(), g, created); err != nil {
		t.Fatal(err)
	}
	id := g.Record().ID
	change := func(f func(*game.Game) (game.Event, error)) game.Event {
		t.Helper()
		e, err := s.Change(t.Context(), id, f)
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	change(func(g *game.Game) (game.Event, error) { return g.Join(bob, begin.Add(time.Second)) })
	// The creation is old enough to be seen, the join is not; but nothing has been played.
	if got, err := s.Running(t.Context(), begin.Add(time.Minute+500*time.Millisecond), 10); err != nil || len(got) != 1 || got[0].Version != 2 {
		t.Errorf("before the first move: got %+v, %v; want version 2", got, err)
	}
	first := change(func(g *game.Game) (game.Event, error) {
		return g.Play(ann.ID, "e4", 0, game.Timing{}, begin.Add(2*time.Second))
	})
	second := change(func(g *game.Game) (game.Event, error) {
		return g.Play(bob.ID, "e5", 0, game.Timing{}, begin.Add(12*time.Second))
	})
	for _, c := range []struct {
		at   time.Time
		want game.Version
		fen  string
	}{
		{first.At.Add(time.Minute - time.Millisecond), 2, rules.StartFEN},
		{first.At.Add(time.Minute), first.Version, first.FEN},
		{second.At.Add(time.Minute), second.Version, second.FEN},
	} {
		got, err := s.Running(t.Context(), c.at, 10)
		if err != nil || len(got) != 1 || got[0].Version != c.want || got[0].FEN != c.fen {
			t.Errorf("%v after the first move: got %+v, %v; want version %d", c.at.Sub(first.At), got, err, c.want)
		}
	}
}

// The clocks of servers differ: one may ask as of a time before the last move.
func TestGameThatIsNotLateIsListedAsItIs(t *testing.T) {
	s := storetest.New(t)
	_, events := gametest.Table{White: newPlayer(t, s), Black: newPlayer(t, s), Moves: "e4 e5"}.Keep(t, s)
	last := events[len(events)-1]
	got, err := s.Running(t.Context(), last.At.Add(-time.Millisecond), 10)
	if err != nil || len(got) != 1 || got[0].Version != last.Version || got[0].FEN != last.FEN {
		t.Errorf("got %+v, %v; want version %d", got, err, last.Version)
	}
}
