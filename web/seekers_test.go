package web

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/wire"
)

// A waitingRoom is a fake lobby list.
type waitingRoom struct {
	open   []game.Seek
	more   map[game.ID]bool // also open, but not listed
	looked int
	err    error
}

func (w *waitingRoom) list(context.Context) (*wire.SeekList, error) {
	return &wire.SeekList{Seeks: w.open}, w.err
}

// head reports a game as open as long as it is in the list.
func (w *waitingRoom) head(_ context.Context, id game.ID) (game.Head, error) {
	w.looked++
	if w.more[id] || slices.ContainsFunc(w.open, func(s game.Seek) bool { return s.Game == id }) {
		return game.Head{Status: game.Open}, nil
	}
	return game.Head{Status: game.Playing}, w.err
}

// add begins a seek of an address and puts it into the list.
func (w *waitingRoom) add(s *seekers, address string) error {
	kept, err := s.begin(context.Background(), address)
	if err != nil {
		return err
	}
	id := game.ID(fmt.Sprintf("%08d", len(w.open)))
	w.open = append(w.open, game.Seek{Game: id})
	kept(id)
	return nil
}

func TestSeeksOfOneAddressAreSoManyAndNoMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var room waitingRoom
		s := newSeekers(room.list, room.head)
		for i := range seeksPerAddress {
			if err := room.add(s, "192.0.2.1"); err != nil {
				t.Fatalf("seek %d: %v", i+1, err)
			}
		}
		time.Sleep(time.Hour) // they are open all the time
		if err := room.add(s, "192.0.2.1"); !errors.Is(err, errSeeksHere) {
			t.Errorf("one more: got %v, want errSeeksHere", err)
		}
		if err := room.add(s, "192.0.2.2"); err != nil {
			t.Errorf("from another address: %v", err)
		}
		room.open = room.open[20:] // others have joined them
		for i := range 20 {
			if err := room.add(s, "192.0.2.1"); err != nil {
				t.Fatalf("seek %d after 20 were joined: %v", i+1, err)
			}
		}
		if err := room.add(s, "192.0.2.1"); !errors.Is(err, errSeeksHere) {
			t.Errorf("one more again: got %v, want errSeeksHere", err)
		}
	})
}

// A seek that is not in the list may be newer than the list, or have no room in it.
func TestSeekCountsWhileItMayBeOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var room waitingRoom
		s := newSeekers(room.list, room.head)
		for range seeksPerAddress {
			if err := room.add(s, "192.0.2.1"); err != nil {
				t.Fatal(err)
			}
		}
		listed := room.open
		room.more = map[game.ID]bool{}
		for _, seek := range listed {
			room.more[seek.Game] = true
		}
		room.open = nil
		if err := room.add(s, "192.0.2.1"); !errors.Is(err, errSeeksHere) {
			t.Errorf("when the list is older than the seeks: got %v, want errSeeksHere", err)
		}
		time.Sleep(listedAfter + time.Second)
		room.open = make([]game.Seek, game.MaxSeekList)
		if err := room.add(s, "192.0.2.1"); !errors.Is(err, errSeeksHere) {
			t.Errorf("when the list is full: got %v, want errSeeksHere", err)
		}
		room.open, room.err = listed, game.ErrUnavailable
		if err := room.add(s, "192.0.2.1"); !errors.Is(err, game.ErrUnavailable) {
			t.Errorf("when the list cannot be read: got %v, want ErrUnavailable", err)
		}
	})
}

// A lobby filled by others does not lock out an address whose seeks have long been
// joined: each new seek checks a few of them.
func TestFullLobbyLocksOutNoAddressWithoutOpenSeeks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var room waitingRoom
		s := newSeekers(room.list, room.head)
		for range seeksPerAddress {
			if err := room.add(s, "192.0.2.1"); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(8 * time.Hour)
		room.open = make([]game.Seek, game.MaxSeekList)
		for i := range 2 * seeksPerAddress {
			room.looked = 0
			if err := room.add(s, "192.0.2.1"); err != nil {
				t.Fatalf("seek %d: %v", i, err)
			}
			if room.looked > lookedAtOnce {
				t.Fatalf("seek %d: %d games were looked at, want at most %d", i, room.looked, lookedAtOnce)
			}
			room.open = room.open[:game.MaxSeekList] // which is joined at once
			time.Sleep(time.Minute)
		}
	})
}

func TestSeekThatWasNotKeptDoesNotCount(t *testing.T) {
	s := newSeekers(new(waitingRoom).list, nil)
	for i := range 3 * seeksPerAddress {
		kept, err := s.begin(t.Context(), "192.0.2.1")
		if err != nil {
			t.Fatalf("after %d that were not kept: %v", i, err)
		}
		kept("")
	}
	if got := s.byAddress.Len(); got != 0 {
		t.Errorf("%d addresses are remembered, want none", got)
	}
	for i := range maxSeekers + 10 {
		kept, err := s.begin(t.Context(), fmt.Sprint(i))
		if err != nil {
			t.Fatal(err)
		}
		kept("AAAAAAAA")
	}
	if got := s.byAddress.Len(); got != maxSeekers {
		t.Errorf("%d addresses are remembered, want %d", got, maxSeekers)
	}
}
