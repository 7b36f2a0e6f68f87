package store_test

import (
	"crypto/rand"
	"errors"
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

func newPlayer(t testing.TB, s *store.Store) game.Player {
	t.Helper()
	p := game.NewGuest()
	if err := s.AddPlayer(t.Context(), p, rand.Text()); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestStoreKeepsTheGamesPromises(t *testing.T) {
	gametest.TestGames(t, func(t *testing.T) (game.Games, func() game.Player) {
		s := storetest.New(t)
		return s, func() game.Player { return newPlayer(t, s) }
	})
}

// Two servers on one database.
func TestJoinsRaceByTwoServers(t *testing.T) {
	dsn := storetest.Database(t)
	var servers []game.Games
	var first *store.Store
	for range 2 {
		s, err := store.Open(t.Context(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		servers, first = append(servers, s), s
	}
	gametest.RaceJoins(t, servers, func() game.Player { return newPlayer(t, first) })
}

// Thirty-two writers race on one game; each move that is acknowledged has a
// version of its own, and the log has no hole.
func TestVersionsHaveNoHolesUnderConcurrentWriters(t *testing.T) {
	const writers = 32
	s := storetest.New(t)
	table := gametest.Table{White: newPlayer(t, s), Black: newPlayer(t, s)}
	id, _ := table.Keep(t, s)
	service := game.NewService(s, new(gametest.Announcer), time.Now)
	var mu sync.Mutex
	acknowledged := map[game.Version]string{}
	var done sync.WaitGroup
	for i := range writers {
		by := [2]game.PlayerID{table.White.ID, table.Black.ID}[i%2]
		done.Go(func() {
			for _, move := range []string{"g1f3", "g8f6", "b1c3", "b8c6", "e2e4", "e7e5", "f1b5", "f8b4"} {
				e, err := service.Play(t.Context(), id, by, move, 0, game.Timing{})
				switch {
				case errors.Is(err, rules.ErrIllegal), errors.Is(err, game.ErrNotYourTurn):
					continue
				case err != nil:
					t.Errorf("%s: %v", move, err)
					continue
				}
				mu.Lock()
				if other, taken := acknowledged[e.Version]; taken {
					t.Errorf("version %d was given to %s and %s", e.Version, other, move)
				}
				acknowledged[e.Version] = e.UCI
				mu.Unlock()
			}
		})
	}
	done.Wait()
	events, err := s.EventsSince(t.Context(), id, 0)
	if err != nil {
		t.Fatal(err)
	}
	for i, e := range events {
		if want := game.Version(i + 1); e.Version != want {
			t.Fatalf("the log has version %d at place %d", e.Version, want)
		}
		if e.Kind == game.Moved && acknowledged[e.Version] != e.UCI {
			t.Errorf("version %d is %s in the log, and was acknowledged as %q", e.Version, e.UCI, acknowledged[e.Version])
		}
	}
	if len(acknowledged) == 0 || len(events) != len(acknowledged)+2 {
		t.Errorf("%d events in the log, %d moves acknowledged", len(events), len(acknowledged))
	}
}

func TestPlayerIsKnownByTokenAndTheTokenIsNotKept(t *testing.T) {
	dsn := storetest.Database(t)
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	want, token := game.NewGuest(), rand.Text()
	if err := s.AddPlayer(t.Context(), want, token); err != nil {
		t.Fatal(err)
	}
	if got, err := s.PlayerByToken(t.Context(), token); err != nil || got != want {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
	if _, err := s.PlayerByToken(t.Context(), rand.Text()); !errors.Is(err, game.ErrNotFound) {
		t.Errorf("an unknown token: got %v, want ErrNotFound", err)
	}
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	var kept int
	err = conn.QueryRow(t.Context(), `select count(*) from players p where p::text like '%' || $1 || '%'`, token).Scan(&kept)
	if err != nil || kept != 0 {
		t.Errorf("the token is in %d rows, %v; want none", kept, err)
	}
}

func TestDatabaseThatIsAwayIsUnavailable(t *testing.T) {
	if _, err := store.Open(t.Context(), "postgres://nobody@127.0.0.1:1/none?connect_timeout=1"); !errors.Is(err, game.ErrUnavailable) {
		t.Errorf("no server: got %v, want ErrUnavailable", err)
	}
}
