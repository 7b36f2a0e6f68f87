package game_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
)

// Two servers, whose system clocks are 10 s apart, take the moves of one game in
// turn, while the clock of the database is set forward and back by an hour. Each
// side loses only its thinking time, and nothing else happens.
func TestServersWhoseClocksDifferTellOneTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		games := &dueGames{Games: gametest.NewGames()}
		var services []*game.Service
		for _, skew := range []time.Duration{5 * time.Second, -5 * time.Second} {
			steady := func() time.Time { return time.Now().Add(skew) }
			flags := game.NewDeadlines(games, steady, func(err error) { t.Error(err) })
			service := game.NewService(games, flags, flags.Now)
			if err := flags.Start(t.Context(), service); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan struct{})
			go func() { flags.Run(ctx); close(done) }()
			defer func() { cancel(); <-done }()
			services = append(services, service)
		}
		id := begin(t, services[0], 3*time.Minute)
		want := map[rules.Color]time.Duration{rules.White: 3 * time.Minute, rules.Black: 3 * time.Minute}
		for i, move := range []string{"Nf3", "Nf6", "Nc3", "Nc6", "Bc4", "Bc5"} {
			step := []time.Duration{0, time.Hour, 0, -time.Hour, -2 * time.Hour, 0}[i]
			games.SetClock(func() time.Time { return time.Now().Add(step) })
			time.Sleep(7 * time.Second)
			color := [2]rules.Color{rules.White, rules.Black}[i%2]
			by := [2]game.PlayerID{gametest.Ann.ID, gametest.Bob.ID}[i%2]
			e, err := services[(i+1)/2%2].Play(t.Context(), id, by, move, 0, game.Timing{})
			if err != nil {
				t.Fatal(err)
			}
			want[color] -= 7 * time.Second
			got := map[rules.Color]time.Duration{rules.White: e.Clock.White.Left, rules.Black: e.Clock.Black.Left}[color]
			if off := (got - want[color]).Abs(); off > 100*time.Millisecond || e.Version != game.Version(5+i) {
				t.Errorf("%s, version %d: %s has %v, want %v", move, e.Version, color, got, want[color])
			}
			want[color] = got
		}
	})
}

// twoServers are on one log, with steady clocks of their own, until stop. The second
// leaves its heartbeats later in each second than the first.
func twoServers(t *testing.T, games *dueGames, clocks [2]func() time.Time) (flags [2]*game.Deadlines, services [2]*game.Service, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var running sync.WaitGroup
	for i, steady := range clocks {
		flags[i] = game.NewDeadlines(games, steady, func(err error) {
			if !errors.Is(err, game.ErrUnavailable) {
				t.Error(err)
			}
		})
		services[i] = game.NewService(games, flags[i], flags[i].Now)
		if err := flags[i].Start(ctx, services[i]); err != nil {
			t.Fatal(err)
		}
		running.Go(func() { flags[i].Run(ctx) })
		time.Sleep(900 * time.Millisecond)
	}
	return flags, services, func() { cancel(); running.Wait() }
}

// One server's clock is slower than a real one can be. It does not fall behind.
func TestServersWhoseClocksRunUnevenlyStayTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		games := &dueGames{Games: gametest.NewGames()}
		zero := time.Now()
		slow := func() time.Time { gone := time.Since(zero); return zero.Add(gone - gone/5000) }
		flags, _, stop := twoServers(t, games, [2]func() time.Time{time.Now, slow})
		defer stop()
		for hour := range 4 {
			time.Sleep(time.Hour)
			if behind := flags[0].Now().Sub(flags[1].Now()).Abs(); behind > 2*time.Millisecond {
				t.Errorf("after %d h the two are %v apart", hour+1, behind)
			}
		}
	})
}

// The time of games runs as fast as the server's clock, and never back, although the
// log stores only milliseconds.
func TestTimeDoesNotDriftByItsHeartbeats(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		games := &dueGames{Games: gametest.NewGames()}
		flags := game.NewDeadlines(games, time.Now, func(err error) { t.Error(err) })
		service := game.NewService(games, flags, flags.Now)
		if err := flags.Start(t.Context(), service); err != nil {
			t.Fatal(err)
		}
		began, wall := flags.Now(), time.Now()
		for i := range 3600 {
			time.Sleep(time.Second + time.Duration(i*7919%1000)*time.Microsecond)
			before := flags.Now()
			if err := flags.Start(t.Context(), service); err != nil { // a heartbeat
				t.Fatal(err)
			}
			if after := flags.Now(); after.Before(before) {
				t.Fatalf("heartbeat %d: time went back by %v", i, before.Sub(after))
			}
		}
		if behind := (time.Since(wall) - flags.Now().Sub(began)).Abs(); behind > 2*time.Millisecond {
			t.Errorf("after an hour it is %v off", behind)
		}
	})
}

// A process is suspended for a minute between two readings of its clock, at any
// point of judging a move.
func TestTimeAndWhetherItMayBeJudgedAreReadAsOne(t *testing.T) {
	t.Parallel()
	for look := range int64(4) {
		games := &dueGames{Games: gametest.NewGames()}
		base := time.Now()
		var offset, looks atomic.Int64
		looks.Store(-1 << 40)
		steady := func() time.Time {
			if looks.Add(1) == look+1 {
				offset.Store(int64(time.Minute))
			}
			return base.Add(time.Duration(offset.Load()))
		}
		flags := game.NewDeadlines(games, steady, func(err error) { t.Error(err) })
		service := game.NewService(games, flags, flags.Now)
		if err := flags.Start(t.Context(), service); err != nil {
			t.Fatal(err)
		}
		id := begin(t, service, 10*time.Second)
		looks.Store(0)
		if _, err := service.Play(t.Context(), id, gametest.Ann.ID, "Nf3", 4, game.Timing{}); err != nil {
			t.Errorf("frozen before look %d: %v", look+1, err)
		}
	}
}

// A server that learns of an outage after it has been given back still knows of it.
func TestOutageCountsForNoClaimOnAnyServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		games := &dueGames{Games: gametest.NewGames()}
		_, services, stop := twoServers(t, games, [2]func() time.Time{time.Now, time.Now})
		defer stop()
		id := begin(t, services[0], 3*time.Minute)
		left := time.Now()
		games.FailBefore(gametest.Unavailable)
		time.Sleep(40 * time.Second)
		games.FailBefore(nil)
		time.Sleep(3 * time.Second) // each has left a heartbeat
		for i, service := range services {
			if _, err := service.ClaimGone(t.Context(), id, gametest.Bob.ID, true, left); !errors.Is(err, game.ErrNotGone) {
				t.Errorf("server %d: got %v, want ErrNotGone", i, err)
			}
		}
	})
}
