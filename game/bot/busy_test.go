package bot

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
)

// A busy pool has one thinker, and a stand-in that takes as long as it may.
func busyPool(t *testing.T) *Pool {
	s := newSleeper()
	pool := NewPool(1, func() Thinker { return s }, func(err error) { t.Error(err) })
	pool.hasty = newSleeper()
	running(t, pool.Run)
	return pool
}

// besiege has games at level 8 asked about, each again half a second after its
// answer, until the test ends; by says who plays the nth.
func besiege(t *testing.T, pool *Pool, games int, by func(n int) (player, address string)) {
	running(t, func(ctx context.Context) {
		var all sync.WaitGroup
		defer all.Wait()
		for n := range games {
			r := requestFor(game.ID(fmt.Sprint("siege ", n)))
			player, address := by(n)
			r.Player, r.Address = game.PlayerID(player), address
			all.Go(func() {
				for ctx.Err() == nil {
					_, _ = pool.Think(ctx, r)
					_ = wait(ctx, 500*time.Millisecond)
				}
			})
		}
	})
	time.Sleep(10 * time.Second)
}

// A game of 60 s beside 150 others at level 8, whoever plays those: each answer
// comes within what the clock can spare and some milliseconds, and the clock lasts
// for 40 moves. One who is not at an address with others, and shares the time with
// few, gets thoughts of a good part of the usual time.
func TestOneWhoPlaysAHundredGamesTakesNobodysTime(t *testing.T) {
	const here = "127.0.0.2"
	for _, test := range []struct {
		name string
		by   func(n int) (player, address string)
		few  bool
	}{
		{"one player", func(int) (string, string) { return "mallory", "" }, true},
		{"one player, at the same address", func(int) (string, string) { return "mallory", here }, true},
		{"guests of one address", func(n int) (string, string) { return fmt.Sprint("guest ", n), "127.0.0.9" }, true},
		{"guests of three addresses", func(n int) (string, string) { return fmt.Sprint("guest ", n), fmt.Sprint("127.0.1.", n%3) }, true},
		{"guests of the same address", func(n int) (string, string) { return fmt.Sprint("guest ", n), here }, false},
		{"guests of 150 addresses", func(n int) (string, string) { return fmt.Sprint("guest ", n), fmt.Sprint("127.0.1.", n) }, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			pool := busyPool(t)
			besiege(t, pool, 150, test.by)
			left, longest, good := time.Minute, time.Duration(0), 0
			for range 40 {
				r := requestFor("bystander")
				r.Address, r.Within = here, share(left, 0)
				r.Task = func() Task {
					task := opening(8)
					task.Limit = min(task.Limit, share(left, 0))
					return task
				}
				began := time.Now()
				thought, err := pool.Think(t.Context(), r)
				if err != nil {
					t.Fatal(err)
				}
				took := time.Since(began)
				if took > r.Within+50*time.Millisecond {
					t.Errorf("%s: an answer took %v with %v left, want at most %v", test.name, took, left, r.Within)
				}
				if time.Duration(thought.Score) >= r.Within/5 {
					good++
				}
				longest, left = max(longest, took), left-took
				time.Sleep(time.Second)
			}
			t.Logf("%s: %v left, longest %v, %d of 40 good", test.name, left, longest, good)
			if left <= 0 || (test.few && good < 35) {
				t.Errorf("%s: %v left after %d good thoughts of 40, want some, and 35", test.name, left, good)
			}
		})
	}
}

// An answer that is due while its request waits is not left to a thinker that is
// busy, and those of one player who has many of them take turns with the others'.
func TestWhatIsDueIsAnsweredByTheBuiltinPlayer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pool := busyPool(t)
		go func() { _, _ = pool.Think(t.Context(), requestFor("long")) }()
		synctest.Wait() // the thinker has it
		for n := range 50 {
			r := requestFor(game.ID(fmt.Sprint("hurried ", n)))
			r.Player, r.Within = "mallory", 20*time.Millisecond
			go func() { _, _ = pool.Think(t.Context(), r) }()
		}
		time.Sleep(30 * time.Millisecond)
		r := requestFor("bystander")
		r.Within = 15 * time.Millisecond
		began := time.Now()
		thought, err := pool.Think(t.Context(), r)
		if took := time.Since(began); err != nil || took > r.Within+2*hurriedLimit || thought.Score != int(hurriedLimit) {
			t.Errorf("got %+v, %v after %v, want a thought of %v within %v", thought, err, took, hurriedLimit, r.Within+2*hurriedLimit)
		}
		time.Sleep(time.Second)
	})
}
