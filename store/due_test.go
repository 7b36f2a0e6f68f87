package store_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
	"kibitz/store"
	"kibitz/store/storetest"
)

// Two servers sweep one database until nothing is due, while players of some of
// the games move: each game ends once, and each end is announced once.
func TestTwoServersEndEachGameOnce(t *testing.T) {
	const games = 40
	dsn := storetest.Database(t)
	clock := gametest.NewClock()
	var ids []game.ID
	var servers [2]*store.Store
	var announced [2]*gametest.Announcer
	for i := range servers {
		s, err := store.Open(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		servers[i], announced[i] = s, new(gametest.Announcer)
	}
	table := gametest.Table{White: newPlayer(t, servers[0]), Black: newPlayer(t, servers[0])}
	for i := range games {
		table.Control, table.Moves = game.TimeControl{Initial: time.Minute}, [2]string{"e4 e5", ""}[i%2]
		id, _ := table.Keep(t, servers[0])
		ids = append(ids, id)
	}
	clock.Advance(time.Hour)
	var sweeps sync.WaitGroup
	for i, s := range servers {
		service := game.NewService(s, announced[i], clock.Now)
		sweeps.Go(func() {
			for {
				due, err := s.Due(t.Context(), clock.Now(), 7)
				if err != nil || len(due) == 0 {
					if err != nil {
						t.Errorf("Due: %v", err)
					}
					return
				}
				for _, id := range due {
					if _, err := service.Expire(t.Context(), id); err != nil && !errors.Is(err, game.ErrOver) {
						t.Errorf("Expire: %v", err)
					}
				}
			}
		})
		sweeps.Go(func() {
			for _, id := range ids {
				if _, err := service.Play(t.Context(), id, table.White.ID, "g1f3", 0, game.Timing{}); !errors.Is(err, game.ErrOver) {
					t.Errorf("a move an hour late: got %v, want ErrOver", err)
				}
			}
		})
	}
	sweeps.Wait()
	ends := map[game.ID]int{}
	for _, a := range announced {
		for _, e := range a.Events() {
			if e.Status == game.Over {
				ends[e.Game]++
			}
		}
	}
	for i, id := range ids {
		log, err := servers[0].EventsSince(t.Context(), id, 0)
		if err != nil {
			t.Fatal(err)
		}
		want, kind := [2]int{5, 3}[i%2], [2]game.Kind{game.FlagFell, game.Aborted}[i%2]
		if len(log) != want || log[len(log)-1].Kind != kind || ends[id] != 1 {
			t.Errorf("game %s has %d events, the last a %s, and %d ends were announced; want %d, a %s, 1",
				id, len(log), log[len(log)-1].Kind, ends[id], want, kind)
		}
	}
}

// crowd puts running games into a database whose deadlines are in an hour, and
// as many that are over.
func crowd(t testing.TB, dsn string, games int) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	const statement = `
		with p as (insert into players (id, name, token_hash) values
			('crowdcrowd01', 'Ann', sha256('a')), ('crowdcrowd02', 'Bob', sha256('b')))
		insert into games (id, version, status, result, reason, white_id, black_id, start_fen, fen, ply, moved_at, repetitions,
			clock, deadline, created_at, updated_at)
		select lpad(n::text, 8, '0'), 4, case when n % 2 = 0 then 'playing' else 'over' end, '*',
			case when n % 2 = 0 then '' else 'abort' end, 'crowdcrowd01', 'crowdcrowd02', $1, $1, 2, 4, '\x0011223344556677',
			'{"initial": 60000, "running": "white"}', case when n % 2 = 0 then now() + interval '1 hour' + n * interval '1 ms' end, now(), now()
		from generate_series(1, 2 * $2::int) n`
	if _, err := conn.Exec(t.Context(), statement, rules.StartFEN, games); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), `analyze games`); err != nil {
		t.Fatal(err)
	}
	return conn
}

func TestTheSweepReadsAnIndex(t *testing.T) {
	dsn := storetest.Database(t)
	conn := crowd(t, dsn, 2000)
	rows, err := conn.Query(t.Context(), `explain `+store.SelectDue, time.Now(), 100)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	if text := strings.Join(plan, "\n"); !strings.Contains(text, "Index Scan using games_due") || strings.Contains(text, "Sort") {
		t.Errorf("the sweep's plan:\n%s", text)
	}
}

// A game without a clock has none in the database either, and one without a
// deadline is not in its index.
func TestWhatAGameDoesNotHaveIsNull(t *testing.T) {
	dsn := storetest.Database(t)
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	table := gametest.Table{White: newPlayer(t, s), Black: newPlayer(t, s), Moves: "e4"}
	table.Keep(t, s)
	table.Control.Initial = time.Minute
	table.Keep(t, s)
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	var got string
	err = conn.QueryRow(t.Context(), `
		select count(*) filter (where clock is null and deadline is null) || ' ' ||
			count(*) filter (where jsonb_typeof(clock) = 'object' and deadline is not null) || ' ' ||
			count(*) filter (where offering = '{}' and next_id is null) || ' ' ||
			(select count(*) filter (where clock is null and offer is null and next_id is null) from events)
		from games`).Scan(&got)
	if want := "1 1 2 3"; err != nil || got != want {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}
