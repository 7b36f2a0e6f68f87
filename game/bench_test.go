package game

import (
	"fmt"
	"testing"
	"time"

	"kibitz/game/rules"
)

// longGame returns the records of a game before each of its moves, and the moves. It
// resembles a real game: quiet moves by different pieces, an occasional capture or
// pawn move, and no early end.
func longGame(tb testing.TB, plies int) (records []Record, moves []string) {
	g := between(tb, rules.StartFEN)
	seen := map[uint64]bool{}
	choice := uint64(1)
	for range plies {
		records = append(records, g.Record())
		legal := g.position.Legal()
		for try := 0; ; try++ {
			choice = choice*6364136223846793005 + 1442695040888963407
			move := legal[choice>>33%uint64(len(legal))]
			next, _, err := g.position.Move(move)
			if err != nil {
				tb.Fatalf("Move(%s): %v", move, err)
			}
			_, reason := next.Outcome(rules.Repetitions{next.Key()})
			target, _ := rules.ParseSquare(move[2:4])
			capture := g.position.Board()[target] != 0
			if seen[next.Key()] || reason != "" || (capture && try < 40 && choice>>60 != 0) {
				continue
			}
			seen[next.Key()] = true
			play(tb, g, move)
			moves = append(moves, move)
			break
		}
	}
	return records, moves
}

// freshly loads a game as a change does, so that the rules library's cache for a
// position does not help.
func freshly(tb testing.TB, r Record) *Game {
	g, err := Load(r)
	if err != nil {
		tb.Fatalf("Load: %v", err)
	}
	return g
}

// One move of a game that has just been loaded, not counting the load. The time must
// not depend on the length of the game.
func BenchmarkMove(b *testing.B) {
	records, moves := longGame(b, 170)
	for _, ply := range []int{10, 80, 160} {
		b.Run(fmt.Sprintf("ply=%d", ply), func(b *testing.B) {
			var loaded [1000]*Game
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if i%len(loaded) == 0 {
					b.StopTimer()
					for j := range loaded {
						loaded[j] = freshly(b, records[ply])
					}
					b.StartTimer()
				}
				play(b, loaded[i%len(loaded)], moves[ply])
			}
		})
	}
}

// What a change does: load, then move.
func BenchmarkLoadAndMove(b *testing.B) {
	records, moves := longGame(b, 170)
	for _, ply := range []int{10, 80, 160} {
		b.Run(fmt.Sprintf("ply=%d", ply), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				play(b, freshly(b, records[ply]), moves[ply])
			}
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	records, _ := longGame(b, 100)
	b.ReportAllocs()
	for b.Loop() {
		freshly(b, records[80])
	}
}

// What the clock adds to a move: the lateness check, the press, and the next
// deadline.
func BenchmarkPress(b *testing.B) {
	g := clocked(b, seconds(300, 3), "e4", "e5")
	timing := Timing{Told: true, Spent: time.Second, RoundTrip: 100 * time.Millisecond}
	at := testTime
	b.ReportAllocs()
	for b.Loop() {
		at = at.Add(1100 * time.Millisecond)
		c := &g.record.Clock
		if !c.inTime(timing, at) {
			b.Fatal("the flag fell")
		}
		c.press(timing, at)
		c.begin(c.Running.Other(), at, true)
		if g.Deadline().IsZero() {
			b.Fatal("no deadline")
		}
	}
}

// The deadlines of a first move and of a flag.
func BenchmarkDeadline(b *testing.B) {
	for name, g := range map[string]*Game{
		"first-move": clocked(b, seconds(300, 3)), "flag": clocked(b, seconds(300, 3), "e4", "e5"),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if g.Deadline().IsZero() {
					b.Fatal("no deadline")
				}
			}
		})
	}
}

// The same move as in BenchmarkLoadAndMove, in a game with a clock.
func BenchmarkLoadAndMoveWithAClock(b *testing.B) {
	records, moves := longGame(b, 100)
	r := records[80]
	r.Clock = newClock(seconds(300, 3))
	r.Clock.begin(freshly(b, r).position.Turn(), testTime, true)
	b.ReportAllocs()
	for b.Loop() {
		play(b, freshly(b, r), moves[80])
	}
}
