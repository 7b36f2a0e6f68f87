package live

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
)

// oneEvent is a log in which every game has one event.
type oneEvent struct{ Log }

func (oneEvent) Tail(_ context.Context, id game.ID, _ game.Version) ([]game.Event, error) {
	return []game.Event{{Game: id, Version: 1, Kind: game.Created, Status: game.Open, FEN: rules.StartFEN}}, nil
}

func nth(i int) game.ID { return game.ID(fmt.Sprintf("%08d", i)) }

// Rooms of games that were looked at once are kept up to a limit, those read last.
func TestRoomsWithoutReadersAreFew(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := NewHub(oneEvent{})
		look := func(i int) {
			if got, err := h.Since(t.Context(), game.Cursor{Game: nth(i)}); err != nil || len(got) != 1 {
				t.Fatalf("game %d: got %d events, %v", i, len(got), err)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		go h.Next(ctx, game.Cursor{Game: nth(0), After: 1})
		synctest.Wait()
		for i := range 3 * maxIdle {
			look(i)
			look(1) // a game that is polled again and again
		}
		if got := h.Rooms(); got != maxIdle+1 || h.idle.Len() != maxIdle {
			t.Errorf("%d rooms, %d of them without readers; want %d and one that is read", got, h.idle.Len(), maxIdle)
		}
		for _, i := range []int{0, 1, 3*maxIdle - 1} {
			if h.find(place{nth(i), false}) == nil {
				t.Errorf("the room of game %d is gone", i)
			}
		}
		time.Sleep(linger + time.Second)
		synctest.Wait()
		if got := h.Rooms(); got != 1 || h.idle.Len() != 0 {
			t.Errorf("%d rooms when nobody has read for a while, %d of them without readers; want the one that is read", got, h.idle.Len())
		}
	})
}

// When as many games are followed as may be, a reader of one more is told that the
// server cannot do that now, and those of the others go on.
func TestRoomsAreSoManyAndNoMore(t *testing.T) {
	h := NewHub(oneEvent{})
	if _, err := h.Since(t.Context(), game.Cursor{Game: "someGame"}); err != nil {
		t.Fatal(err)
	}
	var first *room
	for i := range maxRooms { // the last one takes the place of one that nobody reads
		r, err := h.enter(game.Cursor{Game: nth(i)})
		if err != nil {
			t.Fatalf("game %d: %v", i, err)
		}
		if i == 0 {
			first = r
		}
	}
	if _, err := h.Since(t.Context(), game.Cursor{Game: "oneMore1"}); !errors.Is(err, game.ErrUnavailable) {
		t.Errorf("Since of one more: got %v, want ErrUnavailable", err)
	}
	if _, err := h.Next(t.Context(), game.Cursor{Game: "oneMore1"}); !errors.Is(err, game.ErrUnavailable) {
		t.Errorf("Next of one more: got %v, want ErrUnavailable", err)
	}
	if _, err := h.Follow(game.Cursor{Game: nth(1)}, game.Cursor{Game: "oneMore1"}); !errors.Is(err, game.ErrUnavailable) {
		t.Errorf("Follow of one more: got %v, want ErrUnavailable", err)
	}
	if r := h.rooms[place{nth(1), false}]; r.readers != 1 || len(r.followers.watches) != 0 {
		t.Errorf("the room that Follow had entered has %d readers and %d followers, want 1 and none", r.readers, len(r.followers.watches))
	}
	if _, err := h.Since(t.Context(), game.Cursor{Game: nth(1)}); err != nil {
		t.Errorf("a game that is followed: %v", err)
	}
	h.leave(first)
	if _, err := h.Since(t.Context(), game.Cursor{Game: "oneMore1"}); err != nil {
		t.Errorf("when one has gone: %v", err)
	}
	if got := h.Rooms(); got > maxRooms {
		t.Errorf("%d rooms, want at most %d", got, maxRooms)
	}
}

// Servers that come and go are not remembered for ever.
func TestPeersAreSoManyAndNoMore(t *testing.T) {
	h := health{peers: make(map[string]time.Time)}
	for i := range 3 * maxPeers {
		h.hear("steady", gametest.Start.Add(time.Duration(i)*time.Second))
		h.hear(fmt.Sprint(i), gametest.Start.Add(time.Duration(i)*time.Second))
	}
	if _, ok := h.peers["steady"]; len(h.peers) != maxPeers || !ok {
		t.Errorf("%d servers are remembered, want %d, and the one that is always heard: %t", len(h.peers), maxPeers, ok)
	}
}
