package wire_test

import (
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
	"kibitz/game/wire"
)

// crowded is an event of a long game in which most pieces are still there.
var crowded = game.Event{
	Game: "5XRVxVVK", Version: 83, At: time.Date(2026, time.January, 2, 3, 4, 5, 0, time.UTC), Kind: game.Moved, By: rules.White,
	UCI: "a3e3", SAN: "Qe3", Ply: 81, FEN: "r1bnkr2/1n1p4/p1pb4/1pPPpppp/PP2PPPP/4Q1R1/1BRKN1B1/2N3q1 b - - 1 41",
	Status: game.Playing, Result: rules.NoResult,
}

func BenchmarkEventJSON(b *testing.B) { benchmarkJSON(b, "") }

// With the legal moves.
func BenchmarkPlayerJSON(b *testing.B) { benchmarkJSON(b, rules.White) }

func benchmarkJSON(b *testing.B, you rules.Color) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := wire.EventJSON(&crowded, you); err != nil {
			b.Fatal(err)
		}
	}
}

// An event that a thousand spectators read.
func BenchmarkEventFor1000(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		e := wire.NewEvent(crowded)
		for range 1000 {
			if _, err := e.For("").JSON(); err != nil {
				b.Fatal(err)
			}
		}
	}
}
