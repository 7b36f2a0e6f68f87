package store

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A database that hangs is asked once at a time, however many want to know, and
// each of them has an answer in less than a second.
func TestProbeOfADatabaseThatHangs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var asked int
		hangs := true
		p := newProbe(func(ctx context.Context) error {
			if asked++; !hangs {
				return nil
			}
			<-ctx.Done()
			return ctx.Err()
		})
		defer p.close()
		var done sync.WaitGroup
		for range 100 {
			done.Go(func() {
				for range 3 {
					began := time.Now()
					err := p.ping(t.Context())
					if took := time.Since(began); !errors.Is(err, context.DeadlineExceeded) || took >= time.Second {
						t.Errorf("got %v after %v, want a timeout in less than 1 s", err, took)
					}
				}
			})
		}
		done.Wait()
		if asked != 1 {
			t.Errorf("the database was asked %d times, want once", asked)
		}
		hangs = false
		time.Sleep(probeTimeout)
		for range 2 {
			if err := p.ping(t.Context()); err != nil {
				t.Errorf("once it answers: %v", err)
			}
		}
		if asked != 3 {
			t.Errorf("the database was asked %d times, want 3", asked)
		}
	})
}

func TestProbeSharesAnAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refused := errors.New("refused")
		answer := make(chan error)
		var asked int
		p := newProbe(func(context.Context) error { asked++; return <-answer })
		defer p.close()
		var done sync.WaitGroup
		for range 10 {
			done.Go(func() {
				if err := p.ping(t.Context()); !errors.Is(err, refused) {
					t.Errorf("got %v, want %v", err, refused)
				}
			})
		}
		synctest.Wait()
		answer <- refused
		done.Wait()
		if asked != 1 {
			t.Errorf("the database was asked %d times, want once", asked)
		}
	})
}

// The end of a probe ends what it asks.
func TestProbeEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newProbe(func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() })
		var done sync.WaitGroup
		done.Go(func() {
			if err := p.ping(t.Context()); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v, want %v", err, context.Canceled)
			}
		})
		synctest.Wait()
		p.close()
		done.Wait()
	})
}
