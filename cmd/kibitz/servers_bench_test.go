package main

import (
	"slices"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/live"
	"kibitz/game/live/livetest"
	"kibitz/game/live/redistest"
	"kibitz/store"
	"kibitz/store/storetest"
)

// From the request to change a game until a reader has the event: of the same
// server and of two others, over Postgres and Redis, in the same run.
func BenchmarkEventToAReader(b *testing.B) {
	const others = 2
	database, address := storetest.Database(b), redistest.Start(b).URL
	var servers []*livetest.Member // the others, this one
	var games *store.Store
	for range others + 1 {
		var err error
		if games, err = store.Open(b.Context(), database); err != nil {
			b.Fatal(err)
		}
		b.Cleanup(games.Close)
		bus, err := live.NewRedis(address)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { bus.Close() })
		servers = append(servers, livetest.Join(games, bus).Run(b))
	}
	livetest.Up(b, servers...)
	for _, p := range []game.Player{gametest.Ann, gametest.Bob} {
		if err := games.AddPlayer(b.Context(), p, string(p.ID)); err != nil {
			b.Fatal(err)
		}
	}
	id, events := gametest.Table{}.Keep(b, games)
	after := events[len(events)-1].Version
	var here, elsewhere []time.Duration
	for b.Loop() {
		arrived := make([]chan time.Time, len(servers))
		for i, server := range servers {
			arrived[i] = make(chan time.Time, 1)
			go func() {
				defer func() { arrived[i] <- time.Now() }()
				f, err := server.Hub.Follow(game.Cursor{Game: id, After: after, Aside: game.NoAside})
				if err != nil {
					b.Error(err)
					return
				}
				defer f.Close()
				if _, _, err := f.Next(b.Context()); err != nil {
					b.Error(err)
				}
			}()
		}
		began := time.Now()
		e, err := servers[others].Service.Say(b.Context(), id, gametest.Ann, game.PlayersRoom, "hello")
		if err != nil {
			b.Fatal(err)
		}
		for _, c := range arrived[:others] {
			elsewhere = append(elsewhere, (<-c).Sub(began))
		}
		here = append(here, (<-arrived[others]).Sub(began))
		after = e.Version
	}
	b.ReportMetric(float64(median(here).Microseconds()), "here-p50-µs")
	b.ReportMetric(float64(median(elsewhere).Microseconds()), "elsewhere-p50-µs")
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}
