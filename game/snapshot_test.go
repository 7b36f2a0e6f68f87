package game_test

import (
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
)

func TestASnapshotKnowsWhoSitsWhere(t *testing.T) {
	t.Parallel()
	g, _ := gametest.Table{}.Set(t)
	s := game.NewSnapshot(g.Record(), nil)
	for id, want := range map[game.PlayerID]rules.Color{gametest.Ann.ID: rules.White, gametest.Bob.ID: rules.Black, cat.ID: "", "": ""} {
		if got := s.ColorOf(id); got != want {
			t.Errorf("%q: got %q, want %q", id, got, want)
		}
	}
}

func TestAnEventsTimeIsToTheMillisecond(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.July, 1, 2, 0, 0, 999_999_999, time.FixedZone("", 7200))
	_, e, err := game.New(game.Setup{Creator: gametest.Ann}, at)
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	if want := time.Date(2026, time.July, 1, 0, 0, 0, 999_000_000, time.UTC); e.At != want {
		t.Errorf("got %v, want %v", e.At, want)
	}
}
