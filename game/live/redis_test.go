package live_test

import (
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/live/livetest"
	"kibitz/game/live/redistest"
)

// A Redis that stands still keeps its connections open and answers nothing.
func TestRedisThatStandsStillIsNoticedAndHeals(t *testing.T) {
	redis, games := redistest.Start(t), gametest.NewGames()
	p := sit(t, games)
	a, b := livetest.Join(games, dial(t, redis.URL)).Run(t), livetest.Join(games, dial(t, redis.URL)).Run(t)
	livetest.Up(t, a, b)
	seen := livetest.Follow(t, b, p.id, 2)
	redis.Pause()
	livetest.Down(t, a, b)
	p.move(a)
	livetest.See(t, seen, p.version)
	redis.Resume()
	livetest.Up(t, a, b)
	p.move(a)
	livetest.See(t, seen, p.version)
}

// Redis is killed and started again, or stopped for a while: how long a move
// takes to a reader of another server meanwhile, and until the servers hear each
// other again once it is back. Both are to stay under 2 s.
func BenchmarkRedisGoesAndComesBack(b *testing.B) {
	redis, games := redistest.Start(b), gametest.NewGames()
	one, other := livetest.Join(games, dial(b, redis.URL)).Run(b), livetest.Join(games, dial(b, redis.URL)).Run(b)
	for _, c := range []struct {
		name       string
		gone, back func()
	}{{"killed", redis.Kill, redis.Start}, {"stopped", redis.Pause, redis.Resume}} {
		b.Run(c.name, func(b *testing.B) {
			var away, back time.Duration // the longest
			for b.Loop() {
				livetest.Up(b, one, other)
				id, _ := gametest.Table{}.Keep(b, games)
				seen := livetest.Follow(b, other, id, 2)
				c.gone()
				began := time.Now()
				if _, err := one.Service.Play(b.Context(), id, gametest.Ann.ID, "e4", 2, game.Timing{}); err != nil {
					b.Fatal(err)
				}
				livetest.See(b, seen, 3)
				away = max(away, time.Since(began))
				livetest.Down(b, one, other)
				c.back()
				began = time.Now()
				livetest.Up(b, one, other)
				back = max(back, time.Since(began))
			}
			b.ReportMetric(float64(away.Milliseconds()), "away-max-ms")
			b.ReportMetric(float64(back.Milliseconds()), "back-max-ms")
		})
	}
}
