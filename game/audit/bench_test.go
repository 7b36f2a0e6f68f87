package audit_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/audit"
	"kibitz/game/gametest"
	"kibitz/game/rules"
)

// eighty are the moves of a game of 80 plies with a bit of everything.
func eighty(tb testing.TB) string {
	tb.Helper()
	r := rand.New(rand.NewPCG(7, 7))
	for {
		p, err := rules.ParseFEN(rules.StartFEN)
		var moves []string
		for len(moves) < 80 && err == nil {
			legal := p.Legal()
			if len(legal) == 0 {
				break
			}
			moves = append(moves, legal[r.IntN(len(legal))])
			p, _, err = p.Move(moves[len(moves)-1])
		}
		if len(moves) == 80 {
			return strings.Join(moves, " ")
		}
	}
}

// A game of 80 plies with a clock: at 2 ms each, two processors check 60,000 games a
// minute.
func BenchmarkCheck(b *testing.B) {
	g, events := gametest.Table{Moves: eighty(b), Control: game.TimeControl{Initial: 10 * time.Minute, Increment: 5 * time.Second}}.Set(b)
	k := &audit.Game{Record: g.Record(), Deadline: g.Deadline(), Events: events}
	wantNone(b, "the game", k)
	b.ReportAllocs()
	for b.Loop() {
		if len(audit.Check(k)) > 0 {
			b.Fatal("a fault")
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/80, "µs/ply")
}
