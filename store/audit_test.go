package store_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/audit"
	"kibitz/game/gametest"
	"kibitz/store"
	"kibitz/store/storetest"
)

// Games are read whole, as of one moment, while much happens in them.
func TestGamesAreReadWholeWhileTheyArePlayed(t *testing.T) {
	dsn := storetest.Database(t)
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	reader, err := store.OpenReader(t.Context(), dsn, 2)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	playing, over := context.WithCancel(t.Context())
	defer over()
	var players, readers sync.WaitGroup
	for seed := range uint64(2) {
		players.Go(func() {
			r := gametest.NewRandom(t, s, func() game.Player { return newPlayer(t, s) }, seed)
			for range 4 {
				r.Play(80)
			}
		})
	}
	table := gametest.Table{White: newPlayer(t, s), Black: newPlayer(t, s)}
	id, _ := table.Keep(t, s)
	players.Go(func() {
		for range 500 {
			if _, err := s.Change(t.Context(), id, func(g *game.Game) (game.Event, error) {
				return g.Say(table.White, game.PlayersRoom, "hello", time.Now())
			}); err != nil {
				t.Error(err)
			}
		}
	})
	reads := 0
	readers.Go(func() {
		for ; playing.Err() == nil; reads++ {
			wantNoFault(t, reader, 50)
		}
	})
	players.Wait()
	over()
	readers.Wait()
	if games := wantNoFault(t, reader, 5); games < 9 || reads < 3 {
		t.Errorf("%d games were read %d times", games, reads)
	}
}

// wantNoFault reads all games, a number of them at once, and returns how many there
// are.
func wantNoFault(t *testing.T, s *store.Store, page int) (games int) {
	t.Helper()
	var after game.ID
	seen := map[game.ID]bool{}
	for {
		ids, err := s.IDs(t.Context(), after, page)
		if err != nil {
			t.Error(err)
			return games
		}
		if len(ids) == 0 {
			return games
		}
		whole, err := s.Whole(t.Context(), append(slices.Clone(ids), "nosuchid"))
		if err != nil || len(whole) != len(ids) {
			t.Errorf("got %d games of %d, %v", len(whole), len(ids), err)
			return games
		}
		for i := range whole {
			id := whole[i].Record.ID
			for _, f := range audit.Check(&whole[i]) {
				t.Errorf("%s: %s", id, f)
			}
			if seen[id] || !slices.Contains(ids, id) {
				t.Errorf("game %s was read twice, or not asked for", id)
			}
			seen[id] = true
		}
		games, after = games+len(whole), ids[len(ids)-1]
	}
}

// What is not in the log: signs of life of a seek, and the deadline that follows.
func TestSeekThatWasSignedIsReadWhole(t *testing.T) {
	s := storetest.New(t)
	at := time.Now()
	g, created, err := game.New(game.Setup{Creator: newPlayer(t, s), Color: "black", Seek: true}, at)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Create(t.Context(), g, created); err != nil {
		t.Fatal(err)
	}
	id := g.Record().ID
	if err := s.Sign(t.Context(), []game.ID{id}, at.Add(25*time.Second)); err != nil {
		t.Fatal(err)
	}
	wantNoFault(t, s, 3)
	if _, err := s.Change(t.Context(), id, func(g *game.Game) (game.Event, error) {
		return g.Join(newPlayer(t, s), at.Add(50*time.Second)) // too late, but for the sign
	}); err != nil {
		t.Fatal(err)
	}
	wantNoFault(t, s, 3)
}

func TestReaderChangesNothing(t *testing.T) {
	dsn := storetest.Database(t)
	reader, err := store.OpenReader(t.Context(), dsn, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if err := reader.AddPlayer(t.Context(), gametest.Ann, "token"); err == nil {
		t.Error("a reader has added a player")
	}
	if n, err := reader.Count(t.Context()); n != 0 || err != nil {
		t.Errorf("got %d games, %v; want none", n, err)
	}
}
