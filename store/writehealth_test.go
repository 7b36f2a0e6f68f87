package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/store"
	"kibitz/store/storetest"
)

// Changes fail as on a full disk, or in a database that takes none. The store says
// why, for as long as that is so, and keeps nothing meanwhile.
func TestStoreIsNotReadyWhileItCannotKeepGames(t *testing.T) {
	for _, c := range []struct {
		name        string
		spoil, mend string
		want        error
	}{
		{"a full disk",
			`create function full_disk() returns trigger language plpgsql as $$ begin
				raise 'could not extend file "base/5/1": No space left on device' using errcode = 'disk_full'; end $$;
			create trigger full_disk before insert on events for each row execute function full_disk()`,
			`drop trigger full_disk on events`, game.ErrDiskFull},
		{"a read-only database",
			`do $$ begin execute format('alter database %I set default_transaction_read_only = on', current_database()); end $$`,
			`do $$ begin execute format('alter database %I reset default_transaction_read_only', current_database()); end $$`, game.ErrReadOnly},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dsn := storetest.Database(t)
			s, err := store.Open(t.Context(), dsn)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			table := gametest.Table{White: newPlayer(t, s), Black: newPlayer(t, s)}
			id, _ := table.Keep(t, s)
			service := game.NewService(s, new(gametest.Announcer), time.Now)
			if err := s.Ready(t.Context()); err != nil {
				t.Fatalf("from the start: %v", err)
			}
			alter(t, dsn, c.spoil)
			play := func() (err error) {
				for range 40 { // each connection that was cut off is found out once
					_, err = service.Play(t.Context(), id, table.White.ID, "e4", 2, game.Timing{})
					if !errors.Is(err, game.ErrUnavailable) || errors.Is(err, c.want) {
						break
					}
				}
				return err
			}
			for range 3 {
				err := play()
				if !errors.Is(err, c.want) || !errors.Is(err, game.ErrUnavailable) {
					t.Fatalf("a move got %v, want %v", err, c.want)
				}
				if err := s.Ready(t.Context()); !errors.Is(err, c.want) {
					t.Errorf("ready got %v, want %v", err, c.want)
				}
			}
			if g, err := s.Snapshot(t.Context(), id); err != nil || g.Version != 2 {
				t.Errorf("the game is at version %d, %v; want it as it was, to be read", g.Version, err)
			}
			alter(t, dsn, c.mend)
			tick := time.NewTicker(50 * time.Millisecond)
			defer tick.Stop()
			for late := time.After(30 * time.Second); s.Ready(t.Context()) != nil; {
				select {
				case <-tick.C:
				case <-late:
					t.Fatal("it does not get ready again")
				}
			}
			if err := play(); err != nil {
				t.Errorf("the move after that: %v", err)
			}
		})
	}
}

// alter runs statements, and ends all other connections: settings of a database
// hold for new ones.
func alter(t *testing.T, dsn, statements string) {
	t.Helper()
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		t.Fatal(err)
	}
	config.RuntimeParams["default_transaction_read_only"] = "off"
	conn, err := pgx.ConnectConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	const endOthers = `; select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`
	if _, err := conn.Exec(t.Context(), statements+endOthers, pgx.QueryExecModeSimpleProtocol); err != nil {
		t.Fatal(err)
	}
}
