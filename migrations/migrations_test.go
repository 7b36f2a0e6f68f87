package migrations_test

import (
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

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

func TestUpFails(t *testing.T) {
	t.Parallel()
	for _, dsn := range []string{"postgres://localhost:no-port/", "host=/nowhere dbname=none"} {
		if err := migrations.Up(t.Context(), dsn); err == nil {
			t.Errorf("%s: no error", dsn)
		}
	}
}
