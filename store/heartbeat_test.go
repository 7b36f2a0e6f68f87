package store_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/timekeeper"
	"kibitz/store"
	"kibitz/store/storetest"
)

// A heartbeat needs none of the connections for changes, even if all are in use for
// as long as possible. A late heartbeat would look like an outage.
func TestHeartbeatsDoNotWaitForChanges(t *testing.T) {
	s := storetest.New(t)
	changes, reads := s.Pools()
	var held sync.WaitGroup
	ctx, release := context.WithCancel(t.Context())
	defer held.Wait()
	defer release()
	for _, pool := range []*pgxpool.Pool{changes, reads} {
		for range pool.Stat().MaxConns() {
			conn, err := pool.Acquire(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			held.Go(func() { <-ctx.Done(); conn.Release() })
		}
	}
	soon, cancel := context.WithTimeout(t.Context(), timekeeper.OutageAfter/2)
	defer cancel()
	if _, err := s.Alive(soon, "one", started); err != nil {
		t.Errorf("a heartbeat beside them: %v", err)
	}
}

// A stalled server has locked a player's row. Beginning a game that needs the row
// waits; other games go on.
func TestLockedPlayerHoldsUpNoOtherGame(t *testing.T) {
	dsn := storetest.Database(t)
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	p := newPlayer(t, s)
	table := gametest.Table{White: newPlayer(t, s), Black: newPlayer(t, s)}
	id, _ := table.Keep(t, s)
	lock, err := connect(t, dsn).Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := lock.Exec(t.Context(), `select from players where id = $1 for no key update`, p.ID); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var all sync.WaitGroup
	for range 30 {
		all.Go(func() {
			g, created, err := game.New(game.Setup{Creator: p, Color: "white", Seek: true, Control: game.TimeControl{Initial: time.Minute}}, time.Now())
			if err == nil {
				err = s.Create(ctx, g, created)
			}
			if err == nil {
				t.Error("a seek of the locked player was begun")
			}
		})
	}
	waitUntilOneWaits(t, dsn)
	soon, cancel := context.WithTimeout(t.Context(), timekeeper.OutageAfter)
	defer cancel()
	if _, err := s.Change(soon, id, say("hello")); err != nil {
		t.Errorf("a change of another game: %v", err)
	}
	stop()
	all.Wait()
	if err := lock.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// A game that cannot be loaded is reported, and does not keep others from their time.
func TestDamagedGameKeepsNoOtherFromItsTime(t *testing.T) {
	dsn := storetest.Database(t)
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	table := gametest.Table{
		White: newPlayer(t, s), Black: newPlayer(t, s), Moves: "e4 e5", Control: game.TimeControl{Initial: 10 * time.Minute},
	}
	damaged, _ := table.Keep(t, s)
	sound, _ := table.Keep(t, s)
	if _, err := connect(t, dsn).Exec(t.Context(), `update games set fen = 'x' where id = $1`, damaged); err != nil {
		t.Fatal(err)
	}
	o := timekeeper.Outage{Since: gametest.Start.UTC().Truncate(time.Millisecond).Add(10 * time.Second)}
	o.Until = o.Since.Add(time.Minute)
	given, err := s.GiveBack(t.Context(), o, 10)
	if err == nil || len(given) != 1 || given[0].Events[0].Game != sound {
		t.Errorf("got %v, %v; want game %s, and an error about %s", given, err, sound, damaged)
	}
	if log, err := s.EventsSince(t.Context(), sound, 4); err != nil || len(log) != 1 || log[0].Kind != game.TimeGiven {
		t.Errorf("the log of the sound game has %+v, %v; want its time", log, err)
	}
}
