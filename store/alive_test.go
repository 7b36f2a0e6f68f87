package store_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/store"
	"kibitz/store/storetest"
)

// Of several servers that come back at the same time one gives the outage back,
// and the others wait for it.
func TestOutageIsFoundByOneServer(t *testing.T) {
	dsn := storetest.Database(t)
	var servers []*store.Store
	for range 4 {
		s, err := store.Open(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		servers = append(servers, s)
	}
	begin := time.Now().UTC().Truncate(time.Second).Add(time.Hour)
	if _, err := servers[0].Alive(t.Context(), "one", begin, func(time.Time) error { return nil }); err != nil {
		t.Fatal(err)
	}
	var found, atWork atomic.Int32
	back := begin.Add(time.Minute)
	var all sync.WaitGroup
	for _, s := range servers {
		all.Go(func() {
			_, err := s.Alive(t.Context(), "two", back, func(since time.Time) error {
				found.Add(1)
				atWork.Add(1)
				defer atWork.Add(-1)
				if !since.Equal(begin) {
					t.Errorf("the last sign was at %v, want %v", since, begin)
				}
				_, err := s.Clocked(t.Context())
				return err
			})
			if err != nil || atWork.Load() != 0 {
				t.Errorf("got %v while %d servers were giving time back", err, atWork.Load())
			}
		})
	}
	all.Wait()
	if found.Load() != 1 {
		t.Errorf("%d servers found the outage, want 1", found.Load())
	}
}

// What could not be given back is tried again.
func TestOutageThatIsNotGivenBackIsFoundAgain(t *testing.T) {
	s := storetest.New(t)
	at := time.Now().Truncate(time.Second).Add(time.Hour)
	away := errors.New("away")
	if _, err := s.Alive(t.Context(), "one", at, func(time.Time) error { return away }); !errors.Is(err, away) {
		t.Errorf("got %v, want %v", err, away)
	}
	found := false
	if _, err := s.Alive(t.Context(), "one", at, func(time.Time) error { found = true; return nil }); err != nil || !found {
		t.Errorf("got %v, found: %t; want it found again", err, found)
	}
	company, err := s.Alive(t.Context(), "two", at.Add(game.OutageAfter), func(time.Time) error { t.Error("no outage was there"); return nil })
	if err != nil || !company {
		t.Errorf("got company: %t, %v; want another server to have been there", company, err)
	}
}
