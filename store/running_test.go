package store_test

import (
	"testing"
	"time"

	"kibitz/game"
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
