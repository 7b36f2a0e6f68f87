package live_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/live"
	"kibitz/game/wire"
)

// longLog is a log of a game with many events, which need not make sense.
// prompt is a log of which nobody is kept behind.
type prompt struct{}

func (prompt) TailAsOf(context.Context, game.ID, game.Version, time.Time) ([]game.Event, time.Time, error) {
	panic("nobody is kept behind here")
}

type longLog struct {
	prompt
	id    game.ID
	head  game.Version
	looks int
}

func (l *longLog) Tail(_ context.Context, id game.ID, after game.Version) ([]game.Event, error) {
	l.looks++
	var events []game.Event
	for v := max(after, l.head-game.MaxBehind) + 1; v <= l.head; v++ {
		events = append(events, game.Event{Game: id, Version: v, Kind: game.Moved, Status: game.Playing})
	}
	return events, nil
}

// slowLog is a log whose readings take a second of synthetic time and see what
// was there when they began.
type slowLog struct {
	prompt
	mu    sync.Mutex
	head  game.Version
	looks int
	err   error
}

func (l *slowLog) set(head game.Version) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.head = head
}

func (l *slowLog) Tail(ctx context.Context, id game.ID, after game.Version) ([]game.Event, error) {
	l.mu.Lock()
	l.looks++
	seen := longLog{head: l.head}
	err := l.err
	l.mu.Unlock()
	select {
	case <-time.After(time.Second):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, err
	}
	return seen.Tail(ctx, id, after)
}

func TestReadersShareOneLook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &slowLog{head: 5}
		hub := live.NewHub(log)
		var done sync.WaitGroup
		for range 1000 {
			done.Go(func() {
				if got, err := hub.Since(t.Context(), game.Cursor{Game: "someGame", After: 0}); err != nil || len(got) != 5 {
					t.Errorf("got %d events, %v; want 5", len(got), err)
				}
			})
		}
		done.Wait()
		if log.looks != 1 {
			t.Errorf("%d looks into the log for 1000 readers, want 1", log.looks)
		}
	})
}

// An event was lost here once: a look that began before a rouse ended after
// it, and its result was taken for fresh.
func TestLookThatBeganBeforeARouseDoesNotSettleIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &slowLog{head: 1}
		hub := live.NewHub(log)
		var got []*wire.Event
		go func() { got, _ = hub.Next(t.Context(), game.Cursor{Game: "someGame", After: 1}) }()
		time.Sleep(500 * time.Millisecond) // the first look is under way
		log.set(2)
		hub.Rouse()
		time.Sleep(3 * time.Second)
		synctest.Wait()
		if want := []game.Version{2}; !slices.Equal(versions(got), want) {
			t.Errorf("got %v, want %v", versions(got), want)
		}
	})
}

func TestLogThatCannotBeReachedIsTheReadersError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &slowLog{head: 3, err: game.ErrUnavailable}
		hub := live.NewHub(log)
		if _, err := hub.Next(t.Context(), game.Cursor{Game: "someGame", After: 0}); !errors.Is(err, game.ErrUnavailable) {
			t.Errorf("got %v, want ErrUnavailable", err)
		}
		log.err = nil
		if got, err := hub.Next(t.Context(), game.Cursor{Game: "someGame", After: 0}); err != nil || len(got) != 3 {
			t.Errorf("once it is back: got %v, %v; want 3 events", versions(got), err)
		}
	})
}

func TestReaderWhoGivesUpLeavesTheLookToTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hub := live.NewHub(&slowLog{head: 3})
		hasty, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		go func() {
			if _, err := hub.Since(hasty, game.Cursor{Game: "someGame", After: 0}); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("the hasty reader got %v, want its deadline", err)
			}
		}()
		if got, err := hub.Since(t.Context(), game.Cursor{Game: "someGame", After: 0}); err != nil || len(got) != 3 {
			t.Errorf("the patient one got %v, %v; want 3 events", versions(got), err)
		}
	})
}

// Announcements are shuffled, lost and doubled while readers follow; a rouse at
// the end stands for the connection that came back. Every reader must have
// every event, in order, once.
func TestReadersMissNothingWhateverHappensToAnnouncements(t *testing.T) {
	const readers, events = 50, 300
	log := &sharedLog{}
	log.grow()
	hub := live.NewHub(log)
	var done sync.WaitGroup
	for range readers {
		done.Go(func() { follow(t, hub, events) })
	}
	var last []game.Event
	for range events - 1 {
		last = append(last, log.grow())
		if len(last) < 5 {
			continue
		}
		rand.Shuffle(len(last), func(i, j int) { last[i], last[j] = last[j], last[i] })
		for _, e := range last {
			for range rand.IntN(3) { // lost, once, or twice
				hub.Announce(game.Change{Event: e})
			}
		}
		if last = nil; rand.IntN(20) == 0 {
			hub.Rouse()
		}
	}
	hub.Rouse()
	done.Wait()
}

func follow(t *testing.T, hub *live.Hub, until game.Version) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var cursor game.Version
	for cursor < until {
		got, err := hub.Next(ctx, game.Cursor{Game: "someGame", After: cursor})
		if errors.Is(err, game.ErrFar) {
			cursor += game.MaxBehind // as a snapshot would have it
			continue
		}
		if err != nil {
			t.Errorf("at cursor %d: %v", cursor, err)
			return
		}
		for _, e := range got {
			if e.Version != cursor+1 {
				t.Errorf("got version %d at cursor %d", e.Version, cursor)
				return
			}
			cursor = e.Version
		}
	}
}

// sharedLog is a log that grows while it is read.
type sharedLog struct {
	prompt
	mu   sync.Mutex
	head game.Version
}

func (l *sharedLog) grow() game.Event {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.head++
	return game.Event{Game: "someGame", Version: l.head, Kind: game.Moved, Status: game.Playing}
}

func (l *sharedLog) Tail(ctx context.Context, id game.ID, after game.Version) ([]game.Event, error) {
	l.mu.Lock()
	seen := longLog{head: l.head}
	l.mu.Unlock()
	return seen.Tail(ctx, id, after)
}

// Nobody told the hub of the event, nor that it may have missed one: readers
// who come back now and then, as streams do to ping, hear of it all the same.
func TestRoomLooksByItselfNowAndThen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &slowLog{head: 1}
		hub := live.NewHub(log)
		if _, err := hub.Since(t.Context(), game.Cursor{Game: "someGame", After: 1}); err != nil {
			t.Fatal(err)
		}
		log.set(2)
		for range 14 { // by a second each
			if got, err := hub.Since(t.Context(), game.Cursor{Game: "someGame", After: 1}); err != nil || len(got) > 0 {
				t.Fatalf("got %v, %v before it was time to look", versions(got), err)
			}
			time.Sleep(time.Second)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		for ctx.Err() == nil {
			short, stop := context.WithTimeout(ctx, time.Second)
			got, err := hub.Next(short, game.Cursor{Game: "someGame", After: 1})
			stop()
			if err == nil && slices.Equal(versions(got), []game.Version{2}) {
				if log.looks != 2 {
					t.Errorf("%d looks, want 2", log.looks)
				}
				return
			}
		}
		t.Error("the event was never read")
	})
}
