package live_test

import (
	"context"
	"sync"
	"testing"

	"kibitz/game"
	"kibitz/game/live"
)

// One announced event to 1,000 followers: from the announcement until the last
// of them has its bytes.
func BenchmarkAnnounceTo1000(b *testing.B) {
	const followers = 1000
	hub := live.NewHub(&longLog{head: 1})
	ctx, cancel := context.WithCancel(b.Context())
	var ready, told, gone sync.WaitGroup
	ready.Add(followers)
	for range followers {
		gone.Go(func() {
			if _, err := hub.Since(ctx, "someGame", 1); err != nil {
				b.Error(err)
			}
			ready.Done()
			for cursor := game.Version(1); ; {
				got, err := hub.Next(ctx, "someGame", cursor)
				if err != nil {
					return
				}
				for _, e := range got {
					if _, err := e.JSON(""); err != nil {
						b.Error(err)
					}
					cursor = e.Version
					told.Done()
				}
			}
		})
	}
	ready.Wait()
	version := game.Version(1)
	for b.Loop() {
		version++
		told.Add(followers)
		hub.Announce(game.Event{Game: "someGame", Version: version, Kind: game.Moved, Status: game.Playing, FEN: game.StartFEN})
		told.Wait()
	}
	cancel()
	gone.Wait()
}
