package live_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"kibitz/game"
	"kibitz/game/live"
	"kibitz/game/rules"
	"kibitz/game/wire"
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
			f, err := hub.Follow(game.Cursor{Game: "someGame", After: 1})
			if err != nil {
				b.Error(err)
				return
			}
			defer f.Close()
			if _, err := f.Now(ctx, 0); err != nil {
				b.Error(err)
			}
			ready.Done()
			for {
				_, got, err := f.Next(ctx)
				if err != nil {
					return
				}
				for _, e := range got {
					if _, err := e.For("").JSON(); err != nil {
						b.Error(err)
					}
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
		hub.Announce(game.Change{Event: game.Event{Game: "someGame", Version: version, Kind: game.Moved, Status: game.Playing, FEN: rules.StartFEN}})
		told.Wait()
	}
	cancel()
	gone.Wait()
}

// One event in one of 64 games, which a page of live boards follows for as long
// as one request.
func BenchmarkAnyOf64(b *testing.B) {
	const games = 64
	hub := live.NewHub(&longLog{head: 1})
	cursors := make([]game.Cursor, games)
	for i := range cursors {
		cursors[i] = game.Cursor{Game: game.ID(fmt.Sprintf("game%04d", i)), After: 1}
		if _, err := hub.Since(b.Context(), game.Cursor{Game: cursors[i].Game, After: 1}); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("there already", func(b *testing.B) {
		for b.Loop() {
			if i, events, err := hub.Any(b.Context(), behind(cursors)...); i != games-1 || len(events) != 1 || err != nil {
				b.Fatal(i, events, err)
			}
		}
	})
	b.Run("announced", func(b *testing.B) {
		for b.Loop() {
			told := make(chan int)
			go func() {
				i, _, err := hub.Any(b.Context(), cursors...)
				if err != nil {
					b.Error(err)
				}
				told <- i
			}()
			last := &cursors[games-1]
			hub.Announce(game.Change{Event: game.Event{Game: last.Game, Version: last.After + 1, Kind: game.Moved, Status: game.Playing}})
			if i := <-told; i != games-1 {
				b.Fatal(i)
			}
			last.After++
		}
	})
}

// behind is cursors of which the last is behind by one.
func behind(cursors []game.Cursor) []game.Cursor {
	all := slices.Clone(cursors)
	all[len(all)-1].After--
	return all
}

// A change in a lobby of 500 seeks to 1,000 followers: until the last of them
// has the bytes, which are made once a change.
func BenchmarkLobbyTo1000(b *testing.B) {
	const followers = 1000
	lobby, seeks := newLobby()
	for i := range 500 {
		seeks.add(game.ID(fmt.Sprintf("game%04d", i)))
	}
	ctx, cancel := context.WithCancel(b.Context())
	var ready, told, gone sync.WaitGroup
	var encoded sync.Map
	ready.Add(followers)
	told.Add(followers)
	for range followers {
		gone.Go(func() {
			ready.Done()
			for tag := wire.ListTag(""); ; {
				list, err := lobby.Next(ctx, tag)
				if err != nil {
					return
				}
				encoded.Store(&list.JSON()[0], true)
				tag = list.Tag
				told.Done()
			}
		})
	}
	ready.Wait()
	told.Wait()
	encoded.Clear()
	for n := 0; b.Loop(); n++ {
		told.Add(followers)
		seeks.mu.Lock()
		seeks.seeks = append([]game.Seek{{Game: game.ID(fmt.Sprintf("%08d", n))}}, seeks.seeks[:499]...)
		seeks.mu.Unlock()
		lobby.Rouse()
		told.Wait()
	}
	cancel()
	gone.Wait()
	encodes := 0
	encoded.Range(func(_, _ any) bool { encodes++; return true })
	b.ReportMetric(float64(encodes)/float64(b.N), "encodes/change")
}
