package game_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
)

// dueGames finds what is due among games in memory, as a store would.
type dueGames struct {
	*gametest.Games
	ids []game.ID
	err error
}

func (d *dueGames) Due(ctx context.Context, at time.Time, limit int) ([]game.ID, error) {
	if d.err != nil {
		return nil, d.err
	}
	return d.ids, nil
}

// blitz starts a game of three minutes in which both sides have moved.
func blitz(t *testing.T, games game.Games, listener game.Listener) (*game.Service, game.ID) {
	t.Helper()
	service := game.NewService(games, listener, time.Now)
	s, err := service.Create(t.Context(), game.Setup{
		Creator: gametest.Ann, Color: "white", Control: game.TimeControl{Initial: 3 * time.Minute},
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := service.Join(t.Context(), s.Game, gametest.Bob); err != nil {
		t.Fatal(err)
	}
	for i, move := range []string{"e4", "e5"} {
		by := [2]game.Player{gametest.Ann, gametest.Bob}[i]
		if _, err := service.Play(t.Context(), s.Game, by.ID, move, 0, game.Timing{}); err != nil {
			t.Fatal(err)
		}
	}
	return service, s.Game
}

func TestFlagFallsAtItsMomentWhileTheOpponentWatches(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		games := &dueGames{Games: gametest.NewGames()}
		heard := new(gametest.Announcer)
		flags := game.NewDeadlines(games, time.Now, func(err error) { t.Error(err) })
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		service := game.NewService(games, game.Listeners{heard, flags}, time.Now)
		if err := flags.Start(ctx, service); err != nil {
			t.Fatal(err)
		}
		go flags.Run(ctx)
		synctest.Wait()
		_, id := blitz(t, games, game.Listeners{heard, flags})
		begun := time.Now()
		snapshot, err := games.Snapshot(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		deadline := snapshot.Deadline()
		if wait := deadline.Sub(begun); wait < 3*time.Minute || wait > 3*time.Minute+2*time.Second {
			t.Fatalf("the deadline is in %v, want 3 min and a grace", wait)
		}
		time.Sleep(time.Until(deadline) - time.Millisecond)
		synctest.Wait()
		if got := last(heard).Status; got != game.Playing {
			t.Fatalf("a millisecond before: %s", got)
		}
		time.Sleep(time.Millisecond)
		synctest.Wait()
		if e := last(heard); e.Reason != game.Flag || e.Result != rules.BlackWins || !e.At.Equal(deadline) {
			t.Errorf("got %s by %s at %v, want Black to win by the flag at %v", e.Result, e.Reason, e.At, deadline)
		}
	})
}

func TestSweepEndsGamesOfServersThatAreGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		games := &dueGames{Games: gametest.NewGames()}
		_, id := blitz(t, games, new(gametest.Announcer)) // on a server without timers
		time.Sleep(time.Hour)
		games.ids = []game.ID{id}
		heard := new(gametest.Announcer)
		flags := game.NewDeadlines(games, time.Now, func(err error) { t.Error(err) })
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		if err := flags.Start(ctx, game.NewService(games, game.Listeners{heard, flags}, time.Now)); err != nil {
			t.Fatal(err)
		}
		go flags.Run(ctx)
		synctest.Wait()
		if e := last(heard); e.Reason != game.Flag {
			t.Errorf("got %+v, want the flag", e)
		}
	})
}

// A program waits for Run before it closes the database: a flag that is just falling
// is still stored, and none falls afterwards.
func TestFlagsHaveFallenWhenRunReturns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		games, heard := gametest.NewGames(), new(gametest.Announcer)
		flags := game.NewDeadlines(games, time.Now, func(err error) { t.Error(err) })
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		service := game.NewService(games, game.Listeners{heard, flags}, time.Now)
		if err := flags.Start(ctx, service); err != nil {
			t.Fatal(err)
		}
		ended := make(chan struct{})
		go func() { flags.Run(ctx); close(ended) }()
		_, falling := blitz(t, games, game.Listeners{heard, flags})
		snapshot, err := games.Snapshot(t.Context(), falling)
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		blitz(t, games, game.Listeners{heard, flags})
		games.FailBefore(func(call string) error {
			if call == "Change" {
				time.Sleep(500 * time.Millisecond) // a slow database
			}
			return nil
		})
		time.Sleep(time.Until(snapshot.Deadline().Add(100 * time.Millisecond)))
		cancel()
		<-ended
		if e := last(heard); e.Game != falling || e.Reason != game.Flag {
			t.Errorf("when Run returned the last event was %+v, want the flag", e)
		}
		told := len(heard.Events())
		time.Sleep(time.Minute)
		if got := len(heard.Events()); got != told {
			t.Errorf("%d events came after Run, want none", got-told)
		}
	})
}

// The sweep ends the games beyond those that a server has timers for.
func TestGamesThatAreNotWatchedAreSwept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		games := gametest.NewGames()
		heard := new(gametest.Announcer)
		flags := game.NewDeadlines(games, time.Now, func(err error) { t.Error(err) })
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		service := game.NewService(games, game.Listeners{heard, flags}, time.Now)
		if err := flags.Start(ctx, service); err != nil {
			t.Fatal(err)
		}
		go flags.Run(ctx)
		_, watched := blitz(t, games, game.Listeners{heard, flags})
		for i := range game.MaxTimers + 100 {
			flags.Announce(game.Change{Event: game.Event{Game: game.ID(fmt.Sprintf("%08d", i)), Status: game.Playing, Clock: game.Clock{
				Control: game.TimeControl{Initial: time.Hour}, Running: rules.White, White: game.ClockSide{Left: time.Hour}, Since: time.Now()}}})
		}
		if got := flags.Timers(); got != game.MaxTimers {
			t.Errorf("%d games are watched, want %d", got, game.MaxTimers)
		}
		_, swept := blitz(t, games, game.Listeners{heard, flags})
		time.Sleep(4 * time.Minute)
		synctest.Wait()
		if s, err := games.Snapshot(t.Context(), watched); err != nil || s.Reason != game.Flag {
			t.Errorf("the game that is watched: got %s, %v; want the flag", s.Reason, err)
		}
		if s, err := games.Snapshot(t.Context(), swept); err != nil || s.Reason != game.Flag {
			t.Errorf("one that is not: got %s, %v; want the flag", s.Reason, err)
		}
	})
}

func TestSweepThatFailsIsToldAndTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		games := &dueGames{Games: gametest.NewGames(), err: game.ErrUnavailable}
		var failures int
		flags := game.NewDeadlines(games, time.Now, func(err error) {
			if failures++; !errors.Is(err, game.ErrUnavailable) {
				t.Errorf("got %v, want ErrUnavailable", err)
			}
		})
		ctx, cancel := context.WithTimeout(t.Context(), 3500*time.Millisecond)
		defer cancel()
		if err := flags.Start(ctx, game.NewService(games, flags, time.Now)); err != nil {
			t.Fatal(err)
		}
		flags.Run(ctx)
		if failures != 4 {
			t.Errorf("%d failures in 3.5 s, want 4", failures)
		}
	})
}

func last(a *gametest.Announcer) game.Event {
	events := a.Events()
	return events[len(events)-1]
}
