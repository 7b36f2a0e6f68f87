package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
)

// A sleeper thinks for as long as it may, and always of the same move.
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
	return Thought{Move: "g1f3"}, s.err
}

// Ten games ask at once, and two of them again: two think at a time, first come,
// first served, and who asks again waits for all the others.
func TestPoolServesGamesInTurnAndFewAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSleeper()
		pool := NewPool(2, func() Thinker { return s }, func(err error) { t.Error(err) })
		running(t, pool.Run)
		var mu sync.Mutex
		var order []string
		ask := func(id game.ID, times int) {
			for n := range times {
				if _, err := pool.Think(t.Context(), id, func() Task { return opening(8) }); err != nil {
					t.Errorf("%s: %v", id, err)
				}
				mu.Lock()
				order = append(order, fmt.Sprint(id, n))
				mu.Unlock()
			}
		}
		began := time.Now()
		var games sync.WaitGroup
		for i := range 10 {
			games.Go(func() { ask(game.ID(fmt.Sprint(i)), 1+(10-i)/9) })
			synctest.Wait() // one after the other
		}
		games.Wait()
		for i := 0; i < len(order); i += 2 { // two at a time, in any order
			slices.Sort(order[i:min(i+2, len(order))])
		}
		want := []string{"00", "10", "20", "30", "40", "50", "60", "70", "80", "90", "01", "11"}
		if !slices.Equal(order, want) || *s.max != 2 {
			t.Errorf("got %v, %d at once, want %v, 2 at once", order, *s.max, want)
		}
		if got, want := time.Since(began), 6*levelOf(8).limit; got != want {
			t.Errorf("it took %v, want %v", got, want)
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
			task := func() Task { return opening(8) }
			pool.queue = append(pool.queue, &request{ctx: t.Context(), game: id, task: task, answer: make(chan answer, 1)})
		}
		pool.ring()
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
		task := func() Task { return opening(8) }
		go func() { _, _ = pool.Think(t.Context(), "a", task) }()
		synctest.Wait()
		if _, err := pool.Think(t.Context(), "a", task); !errors.Is(err, ErrBusy) {
			t.Errorf("a second request: got %v, want ErrBusy", err)
		}
		time.Sleep(levelOf(8).limit)
		synctest.Wait()
		if _, err := pool.Think(t.Context(), "a", task); err != nil {
			t.Errorf("the next request: got %v", err)
		}
	})
}

func TestPoolForgetsWhoDoesNotWaitAnyMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSleeper()
		pool := NewPool(1, func() Thinker { return s }, func(err error) { t.Error(err) })
		running(t, pool.Run)
		task := func() Task { return opening(8) }
		ctx, cancel := context.WithCancel(t.Context())
		var left sync.WaitGroup
		for _, id := range []game.ID{"a", "b"} { // one is thought about, one waits
			left.Go(func() {
				if _, err := pool.Think(ctx, id, task); !errors.Is(err, context.Canceled) {
					t.Errorf("%s: got %v, want the context's error", id, err)
				}
			})
		}
		synctest.Wait()
		began := time.Now()
		cancel()
		left.Wait()
		if _, err := pool.Think(t.Context(), "b", task); err != nil || time.Since(began) != levelOf(8).limit {
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
			got, err := pool.Think(t.Context(), "a", func() Task {
				return Task{
					Level: 3, StartFEN: perfts[2].fen, FEN: perfts[2].fen, Limit: 50 * time.Millisecond}
			})
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
		if _, err := pool.Think(t.Context(), "a", func() Task { return opening(8) }); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	})
}
