package game_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
	"kibitz/game/timekeeper"
)

// serveDeadlines is a server's deadlines, until stop.
func serveDeadlines(t *testing.T, games *dueGames) (flags *game.Deadlines, stop func()) {
	t.Helper()
	flags = game.NewDeadlines(games, time.Now, func(error) {})
	ctx, cancel := context.WithCancel(t.Context())
	if err := flags.Start(ctx, game.NewService(games, flags, time.Now)); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() { flags.Run(ctx); close(done) }()
	synctest.Wait()
	return flags, func() { cancel(); <-done }
}

func timesLeft(t *testing.T, games game.Games, id game.ID) (white, black time.Duration, status game.Status) {
	t.Helper()
	s, err := games.Snapshot(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return s.Clock.Left(rules.White, time.Now()), s.Clock.Left(rules.Black, time.Now()), s.Status
}

func TestTimeWithoutAServerIsGivenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		games := &dueGames{Games: gametest.NewGames()}
		flags, stop := serveDeadlines(t, games)
		_, id := blitz(t, games, flags) // 3 min each
		time.Sleep(time.Minute)
		stop()
		before, _, _ := timesLeft(t, games, id)
		time.Sleep(time.Hour)
		_, stop = serveDeadlines(t, games)
		defer stop()
		after, waiting, status := timesLeft(t, games, id)
		if status != game.Playing || after < before-2*time.Second || after > before+time.Second || // the last sign was up to a second before
			waiting != 3*time.Minute {
			t.Errorf("after an hour without a server White has %v of %v and Black %v, %s; want what they had", after, before, waiting, status)
		}
		time.Sleep(10 * time.Second)
		if later, _, _ := timesLeft(t, games, id); after-later < 9*time.Second {
			t.Errorf("10 s later White has %v, want 10 s less than %v: it is given back once", later, after)
		}
	})
}

// An unreachable log is an outage, too: nobody can move. Meanwhile timers do not end
// games, nor does the first sweep after it.
func TestTimeWithoutALogIsGivenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		games := &dueGames{Games: gametest.NewGames()}
		flags, stop := serveDeadlines(t, games)
		defer stop()
		_, id := blitz(t, games, flags)
		time.Sleep(2*time.Minute + 50*time.Second)
		games.FailBefore(gametest.Unavailable)
		time.Sleep(30 * time.Second)
		games.FailBefore(nil)
		time.Sleep(2 * time.Second)
		if white, _, status := timesLeft(t, games, id); status != game.Playing || white < 17*time.Second {
			t.Errorf("White has %v, %s; want some 20 s, and the game to go on", white, status)
		}
	})
}

func TestBusyMomentIsNoOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		games := &dueGames{Games: gametest.NewGames()}
		flags, stop := serveDeadlines(t, games)
		_, id := blitz(t, games, flags)
		stop()
		time.Sleep(timekeeper.OutageAfter - time.Second)
		_, stop = serveDeadlines(t, games)
		defer stop()
		if s, err := games.Snapshot(t.Context(), id); err != nil || s.Version != 4 {
			t.Errorf("got version %d, %v; want 4: no time was given", s.Version, err)
		}
	})
}
