package live

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
)

// slow is a log and a board of seeks that take a second to read, or until nobody
// wants to know any more.
type slow struct {
	Log
	reading *int // how many readings are under way
}

func (s slow) read(ctx context.Context) error {
	*s.reading++
	defer func() { *s.reading-- }()
	select {
	case <-time.After(time.Second):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (s slow) Tail(ctx context.Context, id game.ID, _ game.Version) ([]game.Event, error) {
	return []game.Event{{Game: id, Version: 1, Status: game.Playing}}, s.read(ctx)
}

func (s slow) TailAsOf(ctx context.Context, _ game.ID, _ game.Version, at time.Time) ([]game.Event, time.Time, error) {
	return nil, at.Add(time.Minute), s.read(ctx)
}

func (s slow) Seeks(ctx context.Context, _ time.Time, _ int) ([]game.Seek, error) {
	return nil, s.read(ctx)
}

// A reading that ended after its readers had left once set a timer in a room that
// was no more.
func TestRoomThatIsNoMoreWaitsForNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(slow{reading: new(int)})
		late := game.Cursor{Game: "someGame", Delay: time.Minute}
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		r, err := h.enter(late)
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := r.since(ctx, late); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("got %v, want the deadline", err)
		}
		h.leave(r)
		time.Sleep(2 * time.Second) // the reading has ended
		synctest.Wait()
		r.mu.Lock()
		defer r.mu.Unlock()
		if !r.look.trusted() || r.next != nil {
			t.Errorf("the room that was dropped waits until %v", r.showsAt)
		}
		if h.Rooms() > 0 {
			t.Error("the room was kept")
		}
	})
}

func TestClosedHubReadsNothingAndWaitsForNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		reading := 0
		h := NewHub(slow{reading: &reading})
		known := game.Cursor{Game: "someGame", After: 1}
		if events, err := h.Since(t.Context(), known); err != nil || len(events) > 0 {
			t.Fatalf("got %v, %v", events, err)
		}
		h.Doubt("someGame")
		failed := make(chan error, 1)
		go func() { _, err := h.Since(t.Context(), known); failed <- err }()
		synctest.Wait()
		if reading != 1 {
			t.Fatalf("%d readings are under way, want 1", reading)
		}
		r := h.find(place{"someGame", false})
		h.Close()
		if reading > 0 || h.Rooms() > 0 {
			t.Errorf("after Close there are %d readings and %d rooms", reading, h.Rooms())
		}
		if err := <-failed; err == nil {
			t.Error("a reader was not told")
		}
		if !r.closed {
			t.Error("the room is not closed")
		}
		if _, err := h.Since(t.Context(), known); !errors.Is(err, game.ErrUnavailable) {
			t.Errorf("one who comes later got %v, want ErrUnavailable", err)
		}
		if h.idle.Len() > 0 || h.Rooms() > 0 {
			t.Errorf("%d rooms are kept, %d of them without readers", h.Rooms(), h.idle.Len())
		}
	})
}

func TestClosedLobbyReadsNothing(t *testing.T) {
	NewLobby(slow{}).Close() // which nobody has read
	synctest.Test(t, func(t *testing.T) {
		reading := 0
		l := NewLobby(slow{reading: &reading})
		ctx, leave := context.WithCancel(t.Context())
		defer leave()
		if _, err := l.Next(ctx, ""); err != nil {
			t.Fatal(err)
		}
		go l.Next(ctx, l.list.Tag)
		synctest.Wait()
		l.Rouse()
		time.Sleep(time.Millisecond)
		synctest.Wait()
		if reading != 1 {
			t.Fatalf("%d readings are under way, want 1", reading)
		}
		began := time.Now()
		l.Close()
		if took := time.Since(began); reading > 0 || took > 0 {
			t.Errorf("after Close and %v %d readings are under way", took, reading)
		}
		time.Sleep(time.Minute)
		if reading > 0 {
			t.Error("a closed lobby reads")
		}
		l.Rouse()
		if list, err := l.Since(t.Context(), ""); err != nil || list == nil {
			t.Errorf("got %v, %v; want the last list", list, err)
		}
	})
}
