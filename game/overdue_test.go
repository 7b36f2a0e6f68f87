package game_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
)

// The process is suspended for 13 s while White, who has 10 s, tries to move. When
// it resumes, a waiting request may run before the next heartbeat: whatever it is,
// it finds the outage, and White does not lose the game.
func TestWhatWaitsThroughAnOutageIsNotCharged(t *testing.T) {
	ann, bob := gametest.Ann.ID, gametest.Bob.ID
	for name, test := range map[string]struct {
		do   func(ctx context.Context, s *game.Service, id game.ID) (game.Event, error)
		want error // nil: it is done
	}{
		"a move": {func(ctx context.Context, s *game.Service, id game.ID) (game.Event, error) {
			return s.Play(ctx, id, ann, "Nf3", 4, game.Timing{})
		}, nil},
		"a draw offer": {func(ctx context.Context, s *game.Service, id game.ID) (game.Event, error) {
			return s.Do(ctx, id, ann, game.DoDraw, game.Propose)
		}, nil},
		"a flag that the opponent calls": {func(ctx context.Context, s *game.Service, id game.ID) (game.Event, error) {
			return s.Do(ctx, id, bob, game.DoFlag, "")
		}, game.ErrNotDue},
		"a timer or a sweep": {func(ctx context.Context, s *game.Service, id game.ID) (game.Event, error) {
			return s.Expire(ctx, id)
		}, game.ErrNotDue},
		"a claim that the opponent is gone": {func(ctx context.Context, s *game.Service, id game.ID) (game.Event, error) {
			return s.ClaimGone(ctx, id, bob, true, time.Now().Add(-25*time.Second)) // 12 s of which were served
		}, game.ErrNotGone},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				games := &dueGames{Games: gametest.NewGames()}
				flags, stop := serveDeadlines(t, games)
				defer stop()
				service := game.NewService(games, flags, flags.Now)
				if err := flags.Start(t.Context(), service); err != nil {
					t.Fatal(err)
				}
				id := begin(t, service, 10*time.Second)
				before, _, _ := timesLeft(t, games, id)
				thawed := make(chan struct{})
				games.FailBefore(func(string) error { <-thawed; return nil })
				time.Sleep(10 * time.Second)
				answered := make(chan error, 1)
				go func() {
					_, err := test.do(t.Context(), service, id)
					answered <- err
				}()
				time.Sleep(3 * time.Second)
				games.FailBefore(nil)
				close(thawed)
				if err := <-answered; !errors.Is(err, test.want) {
					t.Errorf("got %v, want %v", err, test.want)
				}
				s, err := games.Snapshot(t.Context(), id)
				if err != nil {
					t.Fatal(err)
				}
				// At least 20 s, see the leastToMove of a clock.
				if left := s.Clock.White.Left; s.Status != game.Playing || left < before {
					t.Errorf("White has %v, %s; want at least the %v from before", left, s.Status, before)
				}
			})
		})
	}
}

// begin starts a game in which both have moved.
func begin(t *testing.T, service *game.Service, initial time.Duration) game.ID {
	t.Helper()
	s, err := service.Create(t.Context(), game.Setup{
		Creator: gametest.Ann, Color: "white", Control: game.TimeControl{Initial: initial},
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
	return s.Game
}

// Giving 3,000 games their time takes half a minute. Heartbeats continue meanwhile,
// so that no other outage is seen. Each game gets its time once; a game with a move
// in the meantime gets it at once.
func TestGivingBackSlowlyIsNoOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		games := &dueGames{Games: gametest.NewGames()}
		flags, stop := serveDeadlines(t, games)
		service := game.NewService(games, flags, flags.Now)
		var ids []game.ID
		for range 3000 {
			ids = append(ids, begin(t, service, 3*time.Minute))
		}
		stop()
		time.Sleep(time.Hour)
		games.FailBefore(func(call string) error {
			if call == "GiveBack" {
				time.Sleep(8 * time.Second)
			}
			return nil
		})
		flags = game.NewDeadlines(games, time.Now, func(err error) { t.Error(err) })
		service = game.NewService(games, flags, flags.Now)
		if err := flags.Start(t.Context(), service); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go flags.Run(ctx)
		time.Sleep(time.Second)
		if _, err := service.Play(t.Context(), ids[2999], gametest.Ann.ID, "Nf3", 4, game.Timing{}); err != nil {
			t.Errorf("a move while time is given back: %v", err)
		}
		time.Sleep(time.Minute)
		for i, id := range ids {
			log, err := games.EventsSince(t.Context(), id, 0)
			if err != nil {
				t.Fatal(err)
			}
			given := 0
			for _, e := range log {
				if e.Kind == game.TimeGiven {
					given++
				}
			}
			if given != 1 {
				t.Fatalf("game %d was given time %d times, want once", i, given)
			}
		}
	})
}
