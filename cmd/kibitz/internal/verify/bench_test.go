package verify

import (
	"fmt"
	"io"
	"math/rand/v2"
	"syscall"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/store/storetest"
)

// Thousands of games of 80 plies with clocks are verified; how many a minute is
// what counts.
func BenchmarkVerify(b *testing.B) {
	const games = 6000
	database := storetest.Database(b)
	c := newCrowd(b, database)
	white, black := c.player(), c.player()
	var templates []game.Begun
	for seed := range uint64(60) {
		templates = append(templates, eightyPlies(b, white, black, seed))
	}
	for page := range games / 300 {
		var kept []game.Begun
		for i := range 300 {
			kept = append(kept, copyOf(b, templates[i%len(templates)], game.ID(fmt.Sprintf("%03dbench", page)[:4]+fmt.Sprintf("%04d", i))))
		}
		if err := c.games.Import(b.Context(), kept); err != nil {
			b.Fatal(err)
		}
	}
	before := processorTime(b)
	for b.Loop() {
		if faults, err := verified(b.Context(), database, io.Discard); err != nil {
			b.Fatal(err, faults[:min(3, len(faults))])
		}
	}
	b.ReportMetric(games*float64(b.N)/b.Elapsed().Minutes(), "games/min")
	b.ReportMetric(float64((processorTime(b)-before).Microseconds())/float64(b.N)/games, "cpu-µs/game") // without Postgres's
}

// processorTime is what this process has used.
func processorTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// eightyPlies plays a game at random, in which both sides think.
func eightyPlies(b *testing.B, white, black game.Player, seed uint64) game.Begun {
	for r := rand.New(rand.NewPCG(seed, 8)); ; {
		at := time.Now()
		setup := game.Setup{Creator: white, Color: "white", Control: game.TimeControl{Initial: 10 * time.Minute, Increment: 5 * time.Second}}
		g, created, err := game.New(setup, at)
		if err != nil {
			b.Fatal(err)
		}
		joined, err := g.Join(black, at)
		events := []game.Event{created, joined}
		for e := joined; err == nil && e.Status == game.Playing && e.Ply < 80; events = append(events, e) {
			at = at.Add(time.Duration(r.IntN(9000)) * time.Millisecond)
			legal := e.Legal()
			by := []game.PlayerID{white.ID, black.ID}[e.Ply%2]
			timing := game.Timing{Told: true, Spent: time.Second, RoundTrip: 50 * time.Millisecond}
			e, err = g.Play(by, legal[r.IntN(len(legal))], e.Version, timing, at)
		}
		if err != nil {
			b.Fatal(err)
		}
		if g.Record().Ply == 80 {
			return game.Begun{Game: g, Events: events}
		}
	}
}

// copyOf is a game by another name.
func copyOf(b *testing.B, of game.Begun, id game.ID) game.Begun {
	record := of.Game.Record()
	record.ID = id
	g, err := game.Load(record)
	if err != nil {
		b.Fatal(err)
	}
	events := make([]game.Event, len(of.Events))
	for i, e := range of.Events {
		e.Game = id
		events[i] = e
	}
	return game.Begun{Game: g, Events: events}
}
