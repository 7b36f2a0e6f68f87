package bot

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
)

// A sleeper thinks for as long as it may, which is its score, and always of the
// same move.
type sleeper struct {
	mu      *sync.Mutex
	at, max *int // once, at most
	closed  *int
	err     error
}

func newSleeper() *sleeper {
	return &sleeper{mu: new(sync.Mutex), at: new(int), max: new(int), closed: new(int)}
}

func (s *sleeper) Ready(context.Context) error { return nil }

func (s *sleeper) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	*s.closed++
}

func (s *sleeper) closings() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return *s.closed
}

func (s *sleeper) Think(ctx context.Context, t Task) (Thought, error) {
	s.mu.Lock()
	*s.at++
	*s.max = max(*s.max, *s.at)
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		*s.at--
		s.mu.Unlock()
	}()
	if err := wait(ctx, t.Limit); err != nil {
		return Thought{}, err
	}
	return Thought{Move: "g1f3", Score: int(t.Limit)}, s.err
}

// requestFor returns a request for a game's move at level 8, by the player of that name.
func requestFor(id game.ID) Request {
	return Request{Game: id, Player: game.PlayerID(id), Within: longestWait, Task: func() Task { return opening(8) }}
}

// Ten games ask at once, and two of them again: two think at a time, in turn, for
// so long that the ten have their answers in 3 s, and the other two soon after.
func TestPoolServesGamesInTurnAndFewAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSleeper()
		pool := NewPool(2, func() Thinker { return s }, func(err error) { t.Error(err) })
		running(t, pool.Run)
		began := time.Now()
		var games sync.WaitGroup
		for i := range 10 {
			games.Go(func() {
				for range 1 + (10-i)/9 {
					if _, err := pool.Think(t.Context(), requestFor(game.ID(fmt.Sprint(i)))); err != nil {
						t.Errorf("%d: %v", i, err)
					}
				}
				if took := time.Since(began); took > longestWait && i > 1 {
					t.Errorf("%d: it took %v, want at most %v", i, took, longestWait)
				}
			})
			synctest.Wait() // one after the other
		}
		games.Wait()
		if took, most := time.Since(began), longestWait+levelOf(8).limit; took > most || *s.max != 2 {
			t.Errorf("it took %v, %d at once, want at most %v, 2 at once", took, *s.max, most)
		}
	})
}

// Two requests that come before any thinker has looked up wake two.
func TestPoolWakesAsManyAsAreNeeded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSleeper()
		pool := NewPool(2, func() Thinker { return s }, func(err error) { t.Error(err) })
		running(t, pool.Run)
		synctest.Wait() // both are asleep
		pool.mu.Lock()
		for _, id := range []game.ID{"a", "b"} {
			due := time.Now().Add(longestWait)
			pool.queue.add(&request{Request: requestFor(id), ctx: t.Context(), due: due, answer: make(chan answer, 1)}, time.Now())
		}
		ring(pool.bell)
		pool.mu.Unlock()
		synctest.Wait()
		s.mu.Lock()
		defer s.mu.Unlock()
		if *s.at != 2 {
			t.Errorf("%d think, want 2", *s.at)
		}
	})
}

func TestPoolTakesOneRequestOfAGameAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSleeper()
		pool := NewPool(2, func() Thinker { return s }, func(err error) { t.Error(err) })
		running(t, pool.Run)
		go func() { _, _ = pool.Think(t.Context(), requestFor("a")) }()
		synctest.Wait()
		if _, err := pool.Think(t.Context(), requestFor("a")); !errors.Is(err, ErrBusy) {
			t.Errorf("a second request: got %v, want ErrBusy", err)
		}
		time.Sleep(levelOf(8).limit)
		synctest.Wait()
		if _, err := pool.Think(t.Context(), requestFor("a")); err != nil {
			t.Errorf("the next request: got %v", err)
		}
	})
}

func TestPoolForgetsWhoDoesNotWaitAnyMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSleeper()
		pool := NewPool(1, func() Thinker { return s }, func(err error) { t.Error(err) })
		running(t, pool.Run)
		ctx, cancel := context.WithCancel(t.Context())
		var left sync.WaitGroup
		for _, id := range []game.ID{"a", "b"} { // one is thought about, one waits
			left.Go(func() {
				if _, err := pool.Think(ctx, requestFor(id)); !errors.Is(err, context.Canceled) {
					t.Errorf("%s: got %v, want the context's error", id, err)
				}
			})
		}
		synctest.Wait()
		began := time.Now()
		cancel()
		left.Wait()
		if _, err := pool.Think(t.Context(), requestFor("b")); err != nil || time.Since(began) != levelOf(8).limit {
			t.Errorf("the next request took %v, %v, want no waiting for others", time.Since(began), err)
		}
	})
}

// A thinker that always fails is told of once and asked less and less often;
// the built-in player moves in its place.
func TestThinkerThatFailsIsLeftAloneForAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, told := newSleeper(), 0
		s.err = errors.New("ill")
		pool := NewPool(1, func() Thinker { return s }, func(err error) { told++ })
		running(t, pool.Run)
		var asked []time.Duration
		for began := time.Now(); time.Since(began) < 10*time.Minute; time.Sleep(time.Second) {
			before := time.Now()
			q := requestFor("a")
			q.Task = func() Task {
				return Task{Level: 3, StartFEN: perfts[2].fen, FEN: perfts[2].fen, Limit: 50 * time.Millisecond}
			}
			got, err := pool.Think(t.Context(), q)
			if err != nil || got.Move == "g1f3" {
				t.Fatalf("got %+v, %v, want a move of the built-in player", got, err)
			}
			if time.Since(before) > 0 { // the built-in player takes no time here
				asked = append(asked, time.Since(began))
			}
		}
		if told != 1 || len(asked) < 12 || len(asked) > 20 {
			t.Errorf("told %d times, asked at %v; want once, and about a minute between", told, asked)
		}
	})
}

func TestThinkerWithoutWorkIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSleeper()
		pool := NewPool(1, func() Thinker { return s }, func(err error) { t.Error(err) })
		running(t, pool.Run)
		time.Sleep(idleTime - time.Second)
		synctest.Wait()
		if s.closings() != 0 {
			t.Errorf("closed after %v", idleTime-time.Second)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if n := s.closings(); n != 1 {
			t.Errorf("closed %d times after %v, want once", n, idleTime)
		}
		if _, err := pool.Think(t.Context(), requestFor("a")); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	})
}
