package migrations_test

import (
	"os"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"kibitz/migrations"
	"kibitz/store/storetest"
)

// emptied returns a database without any tables, and a connection to it.
func emptied(t *testing.T) (string, *pgx.Conn) {
	t.Helper()
	dsn := storetest.Database(t)
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(t.Context()) })
	if _, err := conn.Exec(t.Context(), `drop schema public cascade; create schema public`); err != nil {
		t.Fatal(err)
	}
	return dsn, conn
}

func TestManyServersMigrateAtOnce(t *testing.T) {
	t.Parallel()
	dsn, conn := emptied(t)
	var servers sync.WaitGroup
	for range 8 {
		servers.Go(func() {
			if err := migrations.Up(t.Context(), dsn); err != nil {
				t.Error(err)
			}
		})
	}
	servers.Wait()
	var rows, versions int
	err := conn.QueryRow(t.Context(),
		`select count(*), count(distinct version_id) from goose_db_version where is_applied`).Scan(&rows, &versions)
	if err != nil {
		t.Fatal(err)
	}
	if rows != versions {
		t.Errorf("%d migrations were noted, of %d versions: some ran twice", rows, versions)
	}
	if _, err := conn.Exec(t.Context(), `select from games, events, players`); err != nil {
		t.Error(err)
	}
}

func TestUpTakesTheSettingsOfAPool(t *testing.T) {
	t.Parallel()
	if err := migrations.Up(t.Context(), storetest.Database(t)+"&pool_max_conns=3"); err != nil {
		t.Error(err)
	}
}

// A database may have met a later migration first.
func TestMigrationThatCameLateIsMade(t *testing.T) {
	t.Parallel()
	dsn, conn := emptied(t)
	if err := migrations.Up(t.Context(), dsn); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), `
		drop index games_of_white, games_of_black;
		delete from goose_db_version where version_id = 7`); err != nil {
		t.Fatal(err)
	}
	if err := migrations.Up(t.Context(), dsn); err != nil {
		t.Fatal(err)
	}
	var made int
	err := conn.QueryRow(t.Context(), `select count(*) from pg_indexes where indexname in ('games_of_white', 'games_of_black')`).Scan(&made)
	if err != nil || made != 2 {
		t.Errorf("%d of the two indexes were made, %v", made, err)
	}
}

func TestUpFails(t *testing.T) {
	t.Parallel()
	for _, dsn := range []string{"postgres://localhost:no-port/", "host=/nowhere dbname=none"} {
		if err := migrations.Up(t.Context(), dsn); err == nil {
			t.Errorf("%s: no error", dsn)
		}
	}
}

// The third migration is undone and repeated, with games in the tables: those that
// wait for an opponent get the same deadline as new ones.
func TestClocksAndOffersDownAndUpAgain(t *testing.T) {
	t.Parallel()
	dsn, conn := emptied(t)
	if err := migrations.Up(t.Context(), dsn); err != nil {
		t.Fatal(err)
	}
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		t.Fatal(err)
	}
	db := stdlib.OpenDB(*config)
	defer db.Close()
	provider, err := goose.NewProvider(goose.DialectPostgres, db, os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	for round := range 2 {
		if _, err := provider.ApplyVersion(t.Context(), 3, false); err != nil {
			t.Fatalf("down, round %d: %v", round, err)
		}
		if _, err := conn.Exec(t.Context(), `select deadline from games`); err == nil {
			t.Errorf("round %d: there are deadlines without the migration", round)
		}
		if _, err := conn.Exec(t.Context(), gamesWithoutClocks); err != nil {
			t.Fatal(err)
		}
		if _, err := provider.ApplyVersion(t.Context(), 3, true); err != nil {
			t.Fatalf("up, round %d: %v", round, err)
		}
		var waiting, others int
		err := conn.QueryRow(t.Context(), `
			select count(*) filter (where status = 'open' and deadline = created_at + interval '24 hours'),
				count(*) filter (where status <> 'open' and deadline is null)
			from games where clock is null and offering = '{}' and next_id is null`).Scan(&waiting, &others)
		if err != nil || waiting != 1 || others != 1 {
			t.Errorf("round %d: %d open games with a deadline, %d others without, %v; want 1 and 1", round, waiting, others, err)
		}
	}
}

const gamesWithoutClocks = `
insert into players (id, name, token_hash) values ('AnnAnnAnnAnn', 'Ann', sha256('a')), ('BobBobBobBob', 'Bob', sha256('b'))
on conflict do nothing;
insert into games (id, version, status, result, reason, white_id, black_id, start_fen, fen, ply, moved_at, repetitions, created_at, updated_at)
values ('waiting0', 1, 'open', '*', '', 'AnnAnnAnnAnn', null, '', '', 0, 0, '', now(), now()),
	('playing0', 2, 'playing', '*', '', 'AnnAnnAnnAnn', 'BobBobBobBob', '', '', 0, 0, '', now(), now())
on conflict do nothing`
