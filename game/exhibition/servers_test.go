package exhibition

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/store"
	"kibitz/store/storetest"
)

// Two servers with visitors relay on one Postgres, by an accelerated clock; then one
// stops. Each move is made and announced once, and no more boards are used than
// there are.
func TestTwoServersOnOneDatabaseMakeEachMoveOnce(t *testing.T) {
	dsn := storetest.Database(t)
	clock := gametest.NewClock()
	var told [2]*gametest.Announcer
	var newest, most atomic.Int64
	var running sync.WaitGroup
	var games game.Games
	for i, last := range []int64{5, 8} { // up to which exhibit each of the two runs
		s, err := store.Open(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		games, told[i] = s, new(gametest.Announcer)
		h := NewHall(Options{
			Games: s, Service: game.NewService(s, told[i], clock.Now), Now: clock.Now,
			Failed: func(err error) { t.Errorf("server %d complains: %v", i, err) },
		})
		h.Start(t.Context())
		running.Go(func() {
			for newest.Load() < last && !t.Failed() {
				h.Look()
				h.step(t.Context())
				clock.Advance(300 * time.Millisecond)
				e, err := s.Exhibition(t.Context(), clock.Now(), Boards)
				if err != nil {
					t.Errorf("Exhibition: %v", err)
				}
				newest.Store(max(newest.Load(), e.Last))
				most.Store(max(most.Load(), int64(len(e.Shown))))
			}
		})
	}
	running.Wait()
	if most.Load() != Boards {
		t.Errorf("%d boards were taken, want %d", most.Load(), Boards)
	}
	kept := map[game.ID]map[game.Version]bool{}
	for _, a := range told {
		for _, e := range a.Events() {
			if kept[e.Game] == nil {
				kept[e.Game] = map[game.Version]bool{}
			}
			if kept[e.Game][e.Version] {
				t.Errorf("event %d of game %s was told twice", e.Version, e.Game)
			}
			kept[e.Game][e.Version] = true
		}
	}
	if len(kept) != 8 || len(told[0].Events()) == 0 {
		t.Errorf("%d games were relayed, want 8; the first server made %d events", len(kept), len(told[0].Events()))
	}
	for id, versions := range kept {
		s, err := games.Snapshot(t.Context(), id)
		if err != nil || len(versions) != int(s.Version) {
			t.Errorf("game %s: %d events were told, %d are kept, %v", id, len(versions), s.Version, err)
		}
	}
}
