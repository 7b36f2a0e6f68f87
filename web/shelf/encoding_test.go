package shelf

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
	"kibitz/game/wire"
	"kibitz/web/limit"
)

// Spectators share the bytes for a version and presence; players have their own.
func TestSpectatorsShareTheirBytes(t *testing.T) {
	games := gametest.NewGames()
	id, _ := gametest.Table{Moves: "e4 e5"}.Keep(t, games)
	e := NewEncodings(make(limit.Gate, 1))
	of := func(you rules.Color, present game.Presence) []byte {
		t.Helper()
		g, err := games.Snapshot(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		got, err := e.Of(t.Context(), g, you, present)
		if err != nil {
			t.Fatal(err)
		}
		if want, err := wire.SnapshotJSON(&g, you, present); err != nil || string(got) != string(want) {
			t.Errorf("%q with %+v: got %s, want %s, %v", you, present, got, want, err)
		}
		return got
	}
	first := of("", game.Presence{})
	if again := of("", game.Presence{}); &again[0] != &first[0] {
		t.Error("the same was made twice")
	}
	of(rules.White, game.Presence{})
	of(rules.Black, game.Presence{})
	of("", game.Presence{Spectators: 3})
	of("", game.Presence{White: game.Attendance{Away: time.UnixMilli(1)}})
	playIn(t, games, id, "Nf3")
	of("", game.Presence{})
}

// Encoding waits for room, and fails if there is none in time.
func TestEncodingWaitsForRoom(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e := NewEncodings(make(limit.Gate, 1))
		_ = e.room.Enter(t.Context())
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := e.Of(short, game.Snapshot{}, "", game.Presence{}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want a timeout", err)
		}
		var asking sync.WaitGroup
		for range 10 {
			asking.Go(func() {
				if _, err := e.Of(t.Context(), game.Snapshot{}, "", game.Presence{}); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		e.room.Leave()
		asking.Wait()
		if e.made.Len() != 1 || len(e.room) != 0 {
			t.Errorf("%d are kept and %d in the room, want 1 and none", e.made.Len(), len(e.room))
		}
	})
}
