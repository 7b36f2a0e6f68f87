package live

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/wire"
)

// growing is a log of one game. Reading it takes a moment.
type growing struct {
	Log
	mu     sync.Mutex
	head   game.Version
	status game.Status
	looks  int
}

func (l *growing) Tail(_ context.Context, id game.ID, after game.Version) ([]game.Event, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.looks++
	var events []game.Event
	for v := max(after, l.head-game.MaxBehind) + 1; v <= l.head; v++ {
		events = append(events, l.event(id, v))
	}
	l.mu.Unlock()
	defer l.mu.Lock()
	time.Sleep(time.Millisecond)
	return events, nil
}

func (l *growing) event(id game.ID, v game.Version) game.Event {
	return game.Event{Game: id, Version: v, Kind: game.Moved, Status: l.status}
}

func (l *growing) set(head game.Version) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.head = head
}

func newGrowing(head game.Version) *growing { return &growing{head: head, status: game.Playing} }

func numbers(events []*wire.Event) (all []game.Version) {
	for _, e := range events {
		all = append(all, e.Version)
	}
	return all
}

// However much happens before a reader looks, its queue has each room once.
func TestRoomIsQueuedOnce(t *testing.T) {
	h := NewHub(newGrowing(1))
	f, err := h.Follow(game.Cursor{Game: "someGame"}, game.Cursor{Game: "twoGames"})
	if err != nil {
		t.Fatal(err)
	}
	for range 1000 {
		h.Rouse()
	}
	if got := len(f.(*follower).queue); got != 2 {
		t.Errorf("the queue has %d rooms, want 2", got)
	}
	f.Close()
	for _, id := range []game.ID{"someGame", "twoGames"} {
		if r := h.find(place{id, false}); r != nil && len(r.followers.watches) > 0 {
			t.Errorf("the room of %s still has a follower", id)
		}
	}
}

// Those who leave a room are no more woken, and the others are.
func TestFollowersLeaveInAnyOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(newGrowing(1))
		var all []wire.Follower
		for range 5 {
			f, err := h.Follow(game.Cursor{Game: "someGame"})
			if err != nil {
				t.Fatal(err)
			}
			if _, _, err := f.Next(t.Context()); err != nil {
				t.Fatal(err)
			}
			all = append(all, f)
		}
		version := game.Version(1)
		for _, i := range []int{1, 0, 2, 1, 0} {
			all[i].Close()
			all = slices.Delete(all, i, i+1)
			version++
			h.Announce(game.Change{Event: game.Event{Game: "someGame", Version: version, Status: game.Playing}})
			for j, f := range all {
				if _, events, err := f.Next(t.Context()); err != nil || !slices.Equal(numbers(events), []game.Version{version}) {
					t.Errorf("follower %d of %d got %v, %v; want %d", j, len(all), numbers(events), err, version)
				}
			}
		}
	})
}

// What the log has after the tail joins it; after more than a tail holds, the tail
// begins anew.
func TestTailHasNoHoles(t *testing.T) {
	log := newGrowing(3)
	h := NewHub(log)
	f, err := h.Follow(game.Cursor{Game: "someGame"})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := h.find(place{"someGame", false})
	for _, c := range []struct{ head, first game.Version }{
		{3, 1},
		{4, 1},                        // next in line
		{game.MaxBehind, 1},           // as many as fit
		{game.MaxBehind + 1, 2},       // one more
		{2*game.MaxBehind + 1, 66},    // all are new
		{3*game.MaxBehind + 2, 131},   // one is missing in between
		{3*game.MaxBehind + 2, 131},   // nothing new
		{3*game.MaxBehind + 100, 229}, // many are
	} {
		log.set(c.head)
		r.doubt()
		f.Seek(0, c.head)
		if events, err := f.Now(t.Context(), 0); err != nil || len(events) > 0 {
			t.Errorf("at %d: got %v, %v", c.head, numbers(events), err)
		}
		tail := numbers(r.tail)
		if tail[0] != c.first || r.head() != c.head || len(tail) != int(c.head-c.first)+1 {
			t.Errorf("at %d: the tail is %v, want %d to %d", c.head, tail, c.first, c.head)
		}
	}
}

// Announcements come in while the log is read.
func TestEventThatIsAnnouncedDuringAReadingIsThereOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := newGrowing(2)
		h := NewHub(log)
		f, err := h.Follow(game.Cursor{Game: "someGame", After: 2})
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if _, err := f.Now(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		log.set(4)
		h.Rouse()
		got := make(chan []game.Version, 1)
		go func() {
			_, events, _ := f.Next(t.Context())
			got <- numbers(events)
		}()
		synctest.Wait() // 3 and 4 have been read, and are on their way
		for v := game.Version(3); v <= 5; v++ {
			h.Announce(game.Change{Event: log.event("someGame", v)})
		}
		if versions := <-got; !slices.Equal(versions, []game.Version{3, 4, 5}) {
			t.Errorf("got %v, want 3 to 5", versions)
		}
	})
}

// A room that is read looks into the log every 15 s, and that of a game that is
// over does not.
func TestRoomLooksAgainAfterQuarterOfAMinute(t *testing.T) {
	for status, looks := range map[game.Status]int{game.Playing: 2, game.Over: 1} {
		synctest.Test(t, func(t *testing.T) {
			log := newGrowing(1)
			log.status = status
			h := NewHub(log)
			began := time.Now()
			for _, c := range []struct {
				after time.Duration
				looks int
			}{{0, 1}, {lookEvery - time.Millisecond, 1}, {lookEvery, looks}, {lookEvery + 10*time.Millisecond, looks}} {
				time.Sleep(time.Until(began.Add(c.after)))
				if _, err := h.Since(t.Context(), game.Cursor{Game: "someGame", After: 1}); err != nil {
					t.Fatal(err)
				}
				synctest.Wait()
				if log.looks != c.looks {
					t.Errorf("%s, after %v: %d looks, want %d", status, c.after, log.looks, c.looks)
				}
				time.Sleep(2 * time.Millisecond)
			}
		})
	}
}

// A room is kept for a minute after its last reader, not after the first who left.
func TestRoomIsKeptForAMinuteAfterItsLastReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := newGrowing(1)
		h := NewHub(log)
		read := func() {
			if _, err := h.Since(t.Context(), game.Cursor{Game: "someGame"}); err != nil {
				t.Fatal(err)
			}
		}
		read()
		time.Sleep(linger / 2)
		read() // and is the last one now
		time.Sleep(linger - time.Second)
		if h.Rooms() != 1 || h.idle.Len() != 1 {
			t.Errorf("%d rooms, %d without readers, want the one", h.Rooms(), h.idle.Len())
		}
		f, err := h.Follow(game.Cursor{Game: "someGame", After: 1})
		if err != nil {
			t.Fatal(err)
		}
		if h.idle.Len() != 0 {
			t.Error("a room that is read counts as left")
		}
		time.Sleep(10 * linger)
		if h.Rooms() != 1 {
			t.Error("the room of a reader was removed")
		}
		f.Close()
		time.Sleep(linger + time.Second)
		if h.Rooms() != 0 || h.idle.Len() != 0 {
			t.Errorf("%d rooms are left", h.Rooms())
		}
	})
}

// What a room has already costs nobody anything.
func TestNothingNewWakesNobody(t *testing.T) {
	log := newGrowing(3)
	h := NewHub(log)
	f, err := h.Follow(game.Cursor{Game: "someGame", After: 3, Aside: 5})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Now(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	presence := func(number int64) *wire.Event { return &wire.Event{Event: game.Event{Game: "someGame"}, Aside: number} }
	h.Tell(presence(5))
	for f.(*follower).take() != nil { // it has looked
	}
	for v := range game.Version(4) {
		h.Announce(game.Change{Event: log.event("someGame", v)})
	}
	h.Tell(presence(5))
	h.Tell(presence(4))
	if f.(*follower).take() != nil {
		t.Error("a follower was woken")
	}
	h.Rouse()
	for f.(*follower).take() != nil {
	}
	if events, err := f.Now(t.Context(), 0); err != nil || len(events) > 0 || f.(*follower).take() != nil {
		t.Errorf("got %v, %v, want nothing, and nobody woken by a look that found nothing", numbers(events), err)
	}
	if events, err := f.Now(t.Context(), 0); err != nil || len(events) > 0 || log.looks != 2 {
		t.Errorf("got %v, %v after %d looks, want nothing, and no look but when roused", numbers(events), err, log.looks)
	}
}

// Of some games nothing can be seen yet.
func TestRoomMayBeEmpty(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(slow{reading: new(int)})
		f, err := h.Follow(game.Cursor{Game: "someGame", Delay: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if events, err := f.Now(t.Context(), 0); err != nil || len(events) > 0 {
			t.Errorf("got %v, %v, want nothing", numbers(events), err)
		}
	})
}
