package live_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"kibitz/game"
	"kibitz/game/live"
	"kibitz/game/rules"
)

// From the announcement of an event until the last of its followers has it.

func BenchmarkEventTo10000FollowersOfOneRoom(b *testing.B) { benchmarkFollowers(b, 10_000, 1) }

func BenchmarkEventTo1000FollowersOf64Rooms(b *testing.B) { benchmarkFollowers(b, 1_000, 64) }

// benchmarkFollowers announces events in one room after the other; each of the
// followers is in all of them.
func benchmarkFollowers(b *testing.B, followers, rooms int) {
	hub := live.NewHub(&longLog{head: 1})
	cursors := make([]game.Cursor, rooms)
	for i := range cursors {
		cursors[i] = game.Cursor{Game: game.ID(fmt.Sprintf("game%04d", i)), After: 1}
	}
	ctx, cancel := context.WithCancel(b.Context())
	var told, gone sync.WaitGroup
	for range followers {
		gone.Go(func() { followForever(ctx, b, hub, cursors, &told) })
	}
	announce := func(version game.Version, id game.ID) {
		told.Add(followers)
		hub.Announce(game.Change{Event: game.Event{Game: id, Version: version, Kind: game.Moved, Status: game.Playing, FEN: rules.StartFEN}})
		told.Wait()
	}
	for _, c := range cursors { // all are there, and wait
		announce(2, c.Game)
	}
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		announce(game.Version(3+n/rooms), cursors[n%rooms].Game)
	}
	cancel()
	gone.Wait()
}

func followForever(ctx context.Context, b *testing.B, hub *live.Hub, cursors []game.Cursor, told *sync.WaitGroup) {
	follower, err := hub.Follow(cursors...)
	if err != nil {
		b.Error(err)
		return
	}
	defer follower.Close()
	for {
		_, events, err := follower.Next(ctx)
		if ctx.Err() != nil {
			return
		}
		if err != nil {
			b.Error(err)
			return
		}
		told.Add(-len(events))
	}
}
