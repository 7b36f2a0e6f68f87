package bot

import (
	"context"
	"fmt"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
)

// middleGame is a position with much to think about (the sixth of perfts).
var middleGame = perfts[5].fen

// The least that any player does for an answer, loading the game and looking
// what is legal, and beside it what the built-in player does at level 1, which
// promises an answer within 300 ms on one core.
func BenchmarkBuiltinAtLevel1(b *testing.B) {
	var bare time.Duration
	b.Run("legal-moves", func(b *testing.B) {
		for b.Loop() {
			p, err := rules.KeptFEN(middleGame)
			if err != nil || len(p.Legal()) == 0 {
				b.Fatal(err)
			}
		}
		bare = b.Elapsed() / time.Duration(b.N)
	})
	b.Run("answer", func(b *testing.B) {
		task := Task{Level: 1, StartFEN: middleGame, FEN: middleGame, Limit: levelOf(1).limit}
		var longest time.Duration
		for b.Loop() {
			began := time.Now()
			if _, err := (Builtin{}).Think(b.Context(), task); err != nil {
				b.Fatal(err)
			}
			longest = max(longest, time.Since(began))
		}
		b.ReportMetric(float64(b.Elapsed()/time.Duration(b.N))/float64(bare), "x-legal-moves")
		b.ReportMetric(float64(longest)/float64(300*time.Millisecond), "longest/300ms")
	})
}

// How long each level holds its place in the pool, as a part of its limit: one
// at most, unless the machine is busy with other things.
func BenchmarkSlot(b *testing.B) {
	for name, newOne := range map[string]func() Thinker{
		"builtin":   func() Thinker { return Builtin{} },
		"stockfish": func() Thinker { return NewEngine(stockfish(b)) },
	} {
		for level := 1; level <= game.Levels; level++ {
			b.Run(fmt.Sprintf("%s/level=%d", name, level), func(b *testing.B) {
				w := worker{thinker: newOne(), pool: NewPool(1, nil, func(err error) { b.Error(err) })}
				defer w.thinker.Close()
				if err := w.thinker.Ready(context.Background()); err != nil {
					b.Fatal(err)
				}
				task := func() Task {
					return Task{Level: level, StartFEN: middleGame, FEN: middleGame, Limit: levelOf(level).limit}
				}
				var longest time.Duration
				for b.Loop() {
					began := time.Now()
					if _, err := w.think(b.Context(), task); err != nil {
						b.Fatal(err)
					}
					longest = max(longest, time.Since(began))
				}
				limit := float64(levelOf(level).limit)
				b.ReportMetric(float64(b.Elapsed())/float64(b.N)/limit, "mean/limit")
				b.ReportMetric(float64(longest)/limit, "longest/limit")
			})
		}
	}
}

// A search of four plies, and the positions that it looks at in a second.
func BenchmarkSearch(b *testing.B) {
	nodes := 0
	for b.Loop() {
		now := boardOf(b, middleGame)
		s := search{ctx: b.Context(), deadline: time.Now().Add(time.Hour), line: []board{now}}
		var root []scored
		for _, m := range now.moves(nil, false) {
			if _, ok := now.after(m); ok {
				root = append(root, scored{move: m})
			}
		}
		s.run(&now, root, 4, 0)
		nodes += s.nodes
	}
	b.ReportMetric(float64(nodes)/b.Elapsed().Seconds(), "positions/s")
}
