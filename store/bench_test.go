package store_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
	"kibitz/game/timekeeper"
	"kibitz/store"
	"kibitz/store/storetest"
)

// Compares a change of a game with the least that Postgres can do for it: one insert,
// committed, in the same run. The test cluster does not wait for the disk, so the
// ratio shows what the change costs beyond the commit.
func BenchmarkChange(b *testing.B) {
	dsn := storetest.Database(b)
	s, err := store.Open(b.Context(), dsn)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	var bare time.Duration
	b.Run("bare-insert", func(b *testing.B) {
		conn, err := pgx.Connect(b.Context(), dsn)
		if err != nil {
			b.Fatal(err)
		}
		defer conn.Close(b.Context())
		if _, err := conn.Exec(b.Context(), `create table if not exists bare (text text not null)`); err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if _, err := conn.Exec(b.Context(), `insert into bare values ($1)`, rules.StartFEN); err != nil {
				b.Fatal(err)
			}
		}
		bare = b.Elapsed() / time.Duration(b.N)
	})
	b.Run("change", func(b *testing.B) {
		id, _ := gametest.Table{White: newPlayer(b, s), Black: newPlayer(b, s)}.Keep(b, s)
		for i := 0; b.Loop(); i++ {
			change(b, s, id, []string{"g1f3", "g8f6", "f3g1", "f6g8"}[i%4], &id)
		}
		b.ReportMetric(float64(b.Elapsed()/time.Duration(b.N))/float64(bare), "x-bare")
	})
}

// change plays a move, in a new game when the old one has ended by repetition.
func change(b *testing.B, s *store.Store, id game.ID, move string, next *game.ID) {
	e, err := s.Change(b.Context(), id, func(g *game.Game) (game.Event, error) {
		return g.Play(gametest.ToMove(g), move, 0, game.Timing{}, time.Now())
	})
	if err != nil {
		b.Fatal(err)
	}
	if e.Status != game.Over {
		return
	}
	b.StopTimer()
	*next, _ = gametest.Table{White: newPlayer(b, s), Black: newPlayer(b, s)}.Keep(b, s)
	b.StartTimer()
}

// The sweep over ten thousand running games of which none is due, beside the
// least that a server can ask, in the same run.
func BenchmarkSweep(b *testing.B) {
	dsn := storetest.Database(b)
	conn := crowd(b, dsn, 10_000)
	s, err := store.Open(b.Context(), dsn)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	var bare time.Duration
	b.Run("select-1", func(b *testing.B) {
		for b.Loop() {
			if _, err := conn.Exec(b.Context(), `select 1`); err != nil {
				b.Fatal(err)
			}
		}
		bare = b.Elapsed() / time.Duration(b.N)
	})
	b.Run("none-due", func(b *testing.B) {
		for b.Loop() {
			if due, err := s.Due(b.Context(), time.Now(), 500); err != nil || len(due) != 0 {
				b.Fatalf("got %d games, %v, want none", len(due), err)
			}
		}
		b.ReportMetric(float64(b.Elapsed()/time.Duration(b.N))/float64(bare), "x-select-1")
	})
}

// What a server at which somebody looks asks once a second, beside ten thousand
// games that are played and a day of exhibits, and the least that it can ask.
func BenchmarkExhibition(b *testing.B) {
	dsn := storetest.Database(b)
	conn := crowd(b, dsn, 10_000)
	if _, err := conn.Exec(b.Context(), aDayOfExhibits); err != nil {
		b.Fatal(err)
	}
	s, err := store.Open(b.Context(), dsn)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	var bare time.Duration
	b.Run("select-1", func(b *testing.B) {
		for b.Loop() {
			if _, err := conn.Exec(b.Context(), `select 1`); err != nil {
				b.Fatal(err)
			}
		}
		bare = b.Elapsed() / time.Duration(b.N)
	})
	b.Run("look", func(b *testing.B) {
		for b.Loop() {
			if e, err := s.Exhibition(b.Context(), time.Now().Add(-time.Hour), 3); err != nil || e.Busy != 3 {
				b.Fatalf("got %+v, %v, want 3 games", e, err)
			}
		}
		b.ReportMetric(float64(b.Elapsed()/time.Duration(b.N))/float64(bare), "x-select-1")
	})
}

// An outage is given back to ten thousand games. The test cluster does not wait
// for the disk.
func BenchmarkGiveBack(b *testing.B) {
	const games = 10_000
	dsn := storetest.Database(b)
	conn := crowd(b, dsn, games)
	s, err := store.Open(b.Context(), dsn)
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	const running = `
		update games set deadline = $1, clock = clock || jsonb_build_object('since', $2::bigint, 'white', jsonb_build_object('left', 3600000))
		where status = 'playing'`
	since := time.Now().UTC().Truncate(time.Millisecond).Add(time.Minute)
	for b.Loop() {
		o := timekeeper.Outage{Since: since, Until: since.Add(time.Minute)}
		since = o.Until.Add(time.Minute)
		if _, err := conn.Exec(b.Context(), running, since.Add(time.Hour), since.UnixMilli()); err != nil {
			b.Fatal(err)
		}
		given := 0
		for {
			some, err := s.GiveBack(b.Context(), o, 1000)
			if err != nil {
				b.Fatal(err)
			}
			if given += len(some); len(some) == 0 {
				break
			}
		}
		if given != games {
			b.Fatalf("%d games were given time, want %d", given, games)
		}
	}
	b.ReportMetric(games/(b.Elapsed().Seconds()/float64(b.N)), "games/s")
}
