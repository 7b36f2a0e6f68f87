package store_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/store"
	"kibitz/store/storetest"
)

// While the player with the lower id is locked, a join waits without locking the
// other player, whichever of the two is joining.
func TestAJoinLocksPlayersByTheirIDs(t *testing.T) {
	dsn := storetest.Database(t)
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	const lock = `select from players where id = $1 for no key update`
	for _, joinerIsLower := range []bool{true, false} {
		creator, joiner := newPlayer(t, s), newPlayer(t, s)
		if (joiner.ID < creator.ID) != joinerIsLower {
			creator, joiner = joiner, creator
		}
		lower, higher := min(creator.ID, joiner.ID), max(creator.ID, joiner.ID)
		service := game.NewService(s, new(gametest.Announcer), time.Now)
		seek, err := service.Create(t.Context(), game.Setup{Creator: creator, Seek: true})
		if err != nil {
			t.Fatal(err)
		}
		first, second := begin(t, dsn), begin(t, dsn)
		if _, err := first.Exec(t.Context(), lock, lower); err != nil {
			t.Fatal(err)
		}
		joined := make(chan error)
		go func() {
			_, err := service.Join(t.Context(), seek.Game, joiner)
			joined <- err
		}()
		waitUntilOneWaits(t, dsn)
		if _, err := second.Exec(t.Context(), lock+` nowait`, higher); err != nil {
			t.Errorf("joiner is lower: %t: the higher player is locked while the lower is waited for: %v", joinerIsLower, err)
		}
		for _, tx := range []pgx.Tx{second, first} {
			if err := tx.Rollback(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if err := <-joined; err != nil {
			t.Errorf("joining: %v", err)
		}
	}
}

func begin(t *testing.T, dsn string) pgx.Tx {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	tx, err := conn.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return tx
}

// waitUntilOneWaits returns when somebody waits for a lock in the database.
func waitUntilOneWaits(t *testing.T, dsn string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for waiting := 0; waiting == 0; {
		const query = `select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
		if err := conn.QueryRow(ctx, query).Scan(&waiting); err != nil {
			t.Fatalf("nobody waits: %v", err)
		}
	}
}

// Neither many games nor many seeks are read through to find those of two players.
func TestAJoinReadsIndexes(t *testing.T) {
	conn := crowd(t, storetest.Database(t), 2000)
	const seeks = `
		insert into games (id, version, status, result, reason, white_id, start_fen, fen, ply, moved_at, repetitions, created_at, updated_at, seek, deadline)
		select to_char(n, 'FM"S"0000000'), 1, 'open', '*', '', 'crowdcrowd01', '', '', 0, 0, '', now(), now(), true, now()
		from generate_series(1, 300) n`
	for _, statement := range []string{seeks, `analyze games`} {
		if _, err := conn.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	for name, query := range map[string]struct {
		sql  string
		args []any
	}{
		"players": {store.LockPlayers, []any{"00000001", "crowdcrowd02"}},
		"games":   {store.LockPairing, []any{"00000001", "crowdcrowd02"}},
		"found":   {store.SelectFound, []any{"crowdcrowd02"}},
	} {
		rows, err := conn.Query(t.Context(), "explain "+query.sql, query.args...)
		if err != nil {
			t.Fatal(err)
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if plan := strings.Join(lines, "\n"); err != nil || strings.Contains(plan, "Seq Scan on games") {
			t.Errorf("%s: %v\n%s", name, err, plan)
		}
	}
}
