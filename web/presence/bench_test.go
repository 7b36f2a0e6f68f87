package presence

import (
	"strconv"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
	"kibitz/game/wire"
	"kibitz/web/request"
)

// What it takes to look who is there, once a second, with 5,000 spectators of one
// game and two players in each of 1,000 others. Nothing of it asks the database:
// a presence knows none.
func BenchmarkPresenceOf5000(b *testing.B) {
	p := New(func(*wire.Event) {}, func(game.ID) (bool, bool) { return false, false }, nil, func() bool { return true })
	for i := range 5000 {
		p.Enter(Visit{At: []game.ID{"watched1"}, Script: true, From: request.Identity{Page: request.Digest(i)}})
	}
	for i := range 1000 {
		id := game.ID(strconv.Itoa(10_000_000 + i))
		p.Enter(Visit{At: []game.ID{id}, You: rules.White, Script: true})
		p.Enter(Visit{At: []game.ID{id}, You: rules.Black, Script: true})
	}
	b.ReportAllocs()
	for b.Loop() {
		p.news(time.Now())
	}
	b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(time.Second)*100, "%-of-a-second")
}
