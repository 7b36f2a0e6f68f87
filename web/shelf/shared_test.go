package shelf

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// A countingLog counts and reports its readings; if there is a gate, each reading
// waits for it.
type countingLog struct {
	readings atomic.Int64
	gate     chan struct{}
}

func (l *countingLog) read(context.Context, string) (int, error) {
	n := l.readings.Add(1)
	if l.gate != nil {
		<-l.gate
	}
	return int(n), nil
}

// A question that arrives during a reading is answered by the next one, together
// with all other such questions.
func TestSharedIsNeverOlderThanTheQuestion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &countingLog{gate: make(chan struct{})}
		s := NewShared(log.read)
		var done sync.WaitGroup
		ask := func(want int) {
			done.Go(func() {
				if got, err := s.Get(t.Context(), "a"); got != want || err != nil {
					t.Errorf("got reading %d, %v; want %d", got, err, want)
				}
			})
			synctest.Wait()
		}
		ask(1)
		for range 100 {
			ask(2)
		}
		log.gate <- struct{}{}
		synctest.Wait()
		ask(3)
		close(log.gate)
		done.Wait()
		synctest.Wait()
		if log.readings.Load() != 3 || len(s.lines) != 0 {
			t.Errorf("%d readings, and %d lines left; want 3 and none", log.readings.Load(), len(s.lines))
		}
	})
}

// Keys do not wait for each other, and a caller that gives up does not end a
// reading.
func TestSharedReadingBelongsToNoCaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &countingLog{gate: make(chan struct{})}
		s := NewShared(log.read)
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := s.Get(short, "a"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want a timeout", err)
		}
		go func() { log.gate <- struct{}{}; log.gate <- struct{}{}; close(log.gate) }()
		if _, err := s.Get(t.Context(), "b"); err != nil {
			t.Error(err)
		}
		synctest.Wait()
	})
}

func TestSharedTellsAllWhatWentWrong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refused := errors.New("refused")
		for name, c := range map[string]struct {
			read func(context.Context, string) (int, error)
			want string
		}{
			"an error":  {func(context.Context, string) (int, error) { return 0, refused }, "refused"},
			"a panic":   {func(context.Context, string) (int, error) { panic("out of order") }, "out of order"},
			"a silence": {func(ctx context.Context, _ string) (int, error) { <-ctx.Done(); return 0, ctx.Err() }, "deadline"},
		} {
			s := NewShared(c.read)
			for range 2 {
				if _, err := s.Get(t.Context(), "a"); err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("%s: got %v", name, err)
				}
			}
		}
	})
}
