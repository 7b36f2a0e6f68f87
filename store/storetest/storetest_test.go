package storetest_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"kibitz/store/storetest"
)

// query returns the one value that the query finds.
func query[T any](t *testing.T, dsn, sql string) (value T) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if err := conn.QueryRow(t.Context(), sql).Scan(&value); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return value
}

func TestDatabaseIsMigratedAndOnesOwn(t *testing.T) {
	for range 2 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			dsn := storetest.Database(t)
			for range 2 {
				query[string](t, dsn, `insert into players (id, name, token_hash)
					values (lpad((select count(*)::text from players), 12, '0'), 'Anna', sha256(random()::text::bytea))
					returning id`)
			}
			if n := query[int](t, dsn, `select count(*) from players where name = 'Anna'`); n != 2 {
				t.Errorf("%d players, want the 2 of this test", n)
			}
		})
	}
}

func TestDatabaseIsDroppedThoughInUse(t *testing.T) {
	var first string
	t.Run("first", func(t *testing.T) {
		first = query[string](t, storetest.Database(t), `select current_database()`)
		conn, err := pgx.Connect(t.Context(), storetest.Database(t))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close(t.Context()) })
	})
	dsn := storetest.Database(t)
	if query[bool](t, dsn, `select exists (select from pg_database where datname = '`+first+`')`) {
		t.Errorf("%s is still there", first)
	}
}
