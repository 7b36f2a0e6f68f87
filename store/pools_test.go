package store_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/store"
	"kibitz/store/storetest"
)

// However many connections there are to share, no more are used, and everything
// works.
func TestConnectionsAreSharedWithinTheirNumber(t *testing.T) {
	for _, most := range []int{2, 3, 4, 5, 16} {
		t.Run(fmt.Sprint(most), func(t *testing.T) {
			dsn := storetest.Database(t)
			s, err := store.Open(t.Context(), fmt.Sprintf("%s&pool_max_conns=%d&pool_min_conns=%d", dsn, most, most))
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			id, _ := gametest.Table{White: newPlayer(t, s), Black: newPlayer(t, s)}.Keep(t, s)
			var done sync.WaitGroup
			for i := range 4 * most {
				done.Go(func() {
					for range 10 {
						_, read := s.Snapshot(t.Context(), id)
						_, changed := s.Change(t.Context(), id, say(fmt.Sprint(i)))
						if err := errors.Join(read, changed, s.Ping(t.Context())); err != nil {
							t.Error(err)
						}
					}
				})
			}
			done.Wait()
			if _, limit := s.InUse(); limit != most {
				t.Errorf("the store says it has %d connections, want %d", limit, most)
			}
			if n := connections(t, dsn); n > most {
				t.Errorf("Postgres has %d connections of it, want at most %d", n, most)
			}
			if _, err := s.Change(t.Context(), id, func(g *game.Game) (game.Event, error) {
				if inUse, _ := s.InUse(); inUse != 1 {
					t.Errorf("during one change %d connections are in use, want 1", inUse)
				}
				return say("so")(g)
			}); err != nil {
				t.Error(err)
			}
			s.Close()
			for late := time.Now().Add(10 * time.Second); connections(t, dsn) > 0; time.Sleep(10 * time.Millisecond) {
				if time.Now().After(late) {
					t.Fatalf("Postgres still has %d connections of a store that is closed", connections(t, dsn))
				}
			}
		})
	}
}

// say is a change that is always possible.
func say(text string) func(*game.Game) (game.Event, error) {
	return func(g *game.Game) (game.Event, error) {
		return g.Say(g.Record().White, game.PlayersRoom, text, time.Now())
	}
}

// connections counts those of stores to a database.
func connections(t *testing.T, dsn string) (n int) {
	t.Helper()
	conn := connect(t, dsn)
	err := conn.QueryRow(t.Context(),
		`select count(*) from pg_stat_activity where datname = current_database() and application_name = 'kibitz'`).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func connect(t *testing.T, dsn string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

// Reads that take as long as they like leave changes alone, and those reads that
// belong to changes; and when all connections are busy it can still be asked
// whether the database answers.
func TestReadsTakeNoConnectionFromChanges(t *testing.T) {
	s := storetest.New(t)
	id, _ := gametest.Table{White: newPlayer(t, s), Black: newPlayer(t, s)}.Keep(t, s)
	changes, reads := s.Pools()
	occupy(t, reads)
	if _, err := s.Change(t.Context(), id, say("hello")); err != nil {
		t.Errorf("a change while all connections for reads are busy: %v", err)
	}
	if _, err := s.ForPlay().Snapshot(t.Context(), id); err != nil {
		t.Errorf("a read for a change: %v", err)
	}
	short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := s.Snapshot(short, id); !errors.Is(err, game.ErrUnavailable) {
		t.Errorf("one more read: got %v, want %v", err, game.ErrUnavailable)
	}
	occupy(t, changes)
	if err := s.Ping(t.Context()); err != nil {
		t.Errorf("asking whether the database answers: %v", err)
	}
}

// occupy takes all connections of a pool until the test ends.
func occupy(t *testing.T, pool *pgxpool.Pool) {
	t.Helper()
	for range pool.Config().MaxConns {
		conn, err := pool.Acquire(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(conn.Release)
	}
}

// A game whose row stays locked holds up its own changes and no others, and they
// go on when the lock is gone.
func TestALockedGameHoldsUpNoOther(t *testing.T) {
	dsn := storetest.Database(t)
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	table := gametest.Table{White: newPlayer(t, s), Black: newPlayer(t, s)}
	locked, _ := table.Keep(t, s)
	other, _ := table.Keep(t, s)
	lock, err := connect(t, dsn).Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lock.Exec(t.Context(), `select from games where id = $1 for update`, locked); err != nil {
		t.Fatal(err)
	}
	impatient, giveUp := context.WithCancel(t.Context())
	var waiting, staying sync.WaitGroup
	for range 50 {
		waiting.Go(func() {
			if _, err := s.Change(impatient, locked, say("in vain")); err == nil {
				t.Error("a locked game was changed")
			}
		})
	}
	staying.Go(func() {
		if _, err := s.Change(t.Context(), locked, say("at last")); err != nil {
			t.Errorf("a change that waited for the lock: %v", err)
		}
	})
	for range 100 {
		if _, err := s.Change(t.Context(), other, say("hello")); err != nil {
			t.Fatalf("a change of another game: %v", err)
		}
	}
	if inUse, _ := s.InUse(); inUse > store.TurnsOfAGame {
		t.Errorf("the locked game has %d connections, want at most %d", inUse, store.TurnsOfAGame)
	}
	giveUp()
	waiting.Wait()
	if err := lock.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	staying.Wait()
	if n := s.Queues(); n != 0 {
		t.Errorf("%d queues are left of games without changes", n)
	}
}

// A change that waits too long for its turn fails as unavailable.
func TestWaitingForATurnEnds(t *testing.T) {
	s := storetest.New(t)
	id, _ := gametest.Table{White: newPlayer(t, s), Black: newPlayer(t, s)}.Keep(t, s)
	for range store.TurnsOfAGame {
		give, err := s.TakeTurn(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		defer give()
	}
	short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := s.Change(short, id, say("too late")); !errors.Is(err, game.ErrUnavailable) {
		t.Errorf("got %v, want %v", err, game.ErrUnavailable)
	}
}

// A connection that was cut is replaced without anybody noticing.
func TestPingLivesThroughACut(t *testing.T) {
	dsn := storetest.Database(t)
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	admin := connect(t, dsn)
	for range 3 {
		if err := s.Ping(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := admin.Exec(t.Context(), `select pg_terminate_backend(pid, 10000) from pg_stat_activity
			where datname = current_database() and application_name = 'kibitz'`); err != nil {
			t.Fatal(err)
		}
	}
}

// The question whether the database answers goes over one connection, as long as
// that lasts.
func TestPingKeepsItsConnection(t *testing.T) {
	dsn := storetest.Database(t)
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	conn := connect(t, dsn)
	backends := func() (pids []int32) {
		t.Helper()
		rows, err := conn.Query(t.Context(), `select pid from pg_stat_activity where datname = current_database() and application_name = 'kibitz' order by pid`)
		if err == nil {
			pids, err = pgx.CollectRows(rows, pgx.RowTo[int32])
		}
		if err != nil {
			t.Fatal(err)
		}
		return pids
	}
	var first []int32
	for i := range 5 {
		if err := s.Ping(t.Context()); err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = backends()
		}
		if now := backends(); !slices.Equal(now, first) {
			t.Fatalf("after %d pings the connections are %v, after the first %v", i+1, now, first)
		}
	}
}
