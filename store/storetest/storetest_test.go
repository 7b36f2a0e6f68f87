package storetest_test

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"kibitz/store/storetest"
)

func TestDatabaseIsMigratedAndOnesOwn(t *testing.T) {
	for range 2 {
		t.Run("", func(t *testing.T) {
			t.Parallel()
			dsn := storetest.Database(t)
			for range 2 {
				storetest.Value[string](t, dsn, `insert into players (id, name, token_hash)
					values (lpad((select count(*)::text from players), 12, '0'), 'Anna', sha256(random()::text::bytea))
					returning id`)
			}
			if n := storetest.Value[int](t, dsn, `select count(*) from players where name = 'Anna'`); n != 2 {
				t.Errorf("%d players, want the 2 of this test", n)
			}
		})
	}
}

func TestDatabaseIsDroppedThoughInUse(t *testing.T) {
	var first string
	t.Run("first", func(t *testing.T) {
		first = storetest.Value[string](t, storetest.Database(t), `select current_database()`)
		conn, err := pgx.Connect(t.Context(), storetest.Database(t))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close(t.Context()) })
	})
	dsn := storetest.Database(t)
	if storetest.Value[bool](t, dsn, `select exists (select from pg_database where datname = '`+first+`')`) {
		t.Errorf("%s is still there", first)
	}
}
