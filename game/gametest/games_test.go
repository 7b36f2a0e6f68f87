package gametest_test

import (
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"kibitz/game"
	"kibitz/game/gametest"
)

func TestGamesInMemoryKeepTheirPromises(t *testing.T) {
	gametest.TestGames(t, func(t *testing.T) (game.Games, func() game.Player) {
		var n atomic.Int64
		return gametest.NewGames(), func() game.Player {
			i := n.Add(1)
			return game.Player{ID: game.PlayerID(fmt.Sprintf("player%06d", i)), Name: fmt.Sprintf("Player %d", i)}
		}
	})
}

func TestFailBeforeKeepsNothingAndFailAfterKeepsAll(t *testing.T) {
	games, clock := gametest.NewGames(), gametest.NewClock()
	id, events := gametest.Table{Clock: clock}.Keep(t, games)
	play := func(g *game.Game) (game.Event, error) {
		return g.Play(gametest.ToMove(g), "e4", 0, game.Timing{}, clock.Now())
	}
	for _, test := range []struct {
		name    string
		fail    func(func(string) error)
		version game.Version
	}{
		{"before", games.FailBefore, 2},
		{"after", games.FailAfter, 3},
	} {
		test.fail(gametest.Unavailable)
		e, err := games.Change(t.Context(), id, play)
		if !errors.Is(err, game.ErrUnavailable) || e != (game.Event{}) {
			t.Errorf("failing %s: got %v, %v, want no event and ErrUnavailable", test.name, e, err)
		}
		test.fail(nil)
		s, err := games.Snapshot(t.Context(), id)
		if err != nil || s.Version != test.version {
			t.Errorf("after failing %s: got version %d, %v, want %d", test.name, s.Version, err, test.version)
		}
	}
	if len(events) != 2 {
		t.Errorf("got %d events at the start, want 2", len(events))
	}
}
