package shelf

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
	"kibitz/web/feed"
)

// counted returns games in memory whose snapshots are counted.
func counted() (games *gametest.Games, snapshots *atomic.Int64) {
	games, snapshots = gametest.NewGames(), new(atomic.Int64)
	games.FailBefore(func(call string) error {
		if call == "Snapshot" || call == "SnapshotAsOf" {
			snapshots.Add(1)
		}
		return nil
	})
	return games, snapshots
}

func playIn(t *testing.T, games *gametest.Games, id game.ID, move string) game.Event {
	t.Helper()
	e, err := games.Change(t.Context(), id, func(g *game.Game) (game.Event, error) {
		return g.Play(gametest.ToMove(g), move, 0, game.Timing{}, time.Now())
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// A game is read once per version, however many readers there are.
func TestShelfReadsAVersionOnce(t *testing.T) {
	games, snapshots := counted()
	id, _ := gametest.Table{}.Keep(t, games)
	s := New(games, time.Now)
	for i, move := range []string{"e4", "e5", "Nf3"} {
		e := playIn(t, games, id, move)
		var readers sync.WaitGroup
		for range 100 {
			readers.Go(func() {
				if g, err := s.See(t.Context(), id, feed.Chair{}); err != nil || g.Version != e.Version || len(g.Plies) != i+1 {
					t.Errorf("got version %d with %d plies, %v; want %d", g.Version, len(g.Plies), err, e.Version)
				}
			})
		}
		readers.Wait()
		if n := snapshots.Load(); n != int64(i+1) {
			t.Errorf("%d snapshots were read, want %d", n, i+1)
		}
	}
}

// An acknowledged move is visible, whatever other readings are under way.
func TestShelfIsNeverBehindAReader(t *testing.T) {
	games, _ := counted()
	id, _ := gametest.Table{}.Keep(t, games)
	s := New(games, time.Now)
	ctx, stop := context.WithCancel(t.Context())
	var others sync.WaitGroup
	for range 8 {
		others.Go(func() {
			for ctx.Err() == nil {
				if _, err := s.See(ctx, id, feed.Chair{}); err != nil && ctx.Err() == nil {
					t.Error(err)
				}
			}
		})
	}
	for _, move := range gametest.Moves("a3 a6 b3 b6 c3 c6 d3 d6 e3 e6 f3 f6 g3 g6 h3 h6 Nd2 Nd7 Nb1 Nb8 Nd2 Nd7 Ne2 Ne7 Ng1 Ng8 Qe2 Qe7 Qd1 Qd8") {
		e := playIn(t, games, id, move)
		if g, err := s.See(t.Context(), id, feed.Chair{}); err != nil || g.Version < e.Version {
			t.Errorf("got version %d, %v, after %d was kept", g.Version, err, e.Version)
		}
	}
	stop()
	others.Wait()
}

// Delayed spectators see a move when it is old enough, and the end at once.
func TestShelfKeepsSpectatorsBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const delay = 10 * time.Second
		games, snapshots := counted()
		id := keptBehind(t, games, delay)
		s := New(games, time.Now)
		want := func(plies int, what string) {
			t.Helper()
			for range 3 {
				if g, err := s.See(t.Context(), id, feed.Chair{Delay: delay}); err != nil || len(g.Plies) != plies {
					t.Errorf("%s: got %d plies, %v; want %d", what, len(g.Plies), err, plies)
				}
			}
		}
		want(0, "at the start")
		playIn(t, games, id, "f3")
		want(0, "right after a move")
		time.Sleep(delay)
		want(1, "when it is old enough")
		if g, err := s.See(t.Context(), id, feed.Chair{You: rules.White}); err != nil || len(g.Plies) != 1 {
			t.Errorf("a player: got %d plies, %v", len(g.Plies), err)
		}
		for _, move := range []string{"e5", "g4", "Qh4"} {
			playIn(t, games, id, move)
		}
		want(4, "at the end")
		if n := snapshots.Load(); n != 4 {
			t.Errorf("%d snapshots were read, want 4", n)
		}
	})
}

// keptBehind creates a game that spectators see late.
func keptBehind(t *testing.T, games *gametest.Games, delay time.Duration) game.ID {
	t.Helper()
	g, created, err := game.New(game.Setup{Creator: gametest.Ann, Color: "white", Delay: delay}, time.Now())
	if err == nil {
		err = games.Create(t.Context(), g, created)
	}
	id := g.Record().ID
	if err == nil {
		_, err = games.Change(t.Context(), id, func(g *game.Game) (game.Event, error) { return g.Join(gametest.Bob, time.Now()) })
	}
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestShelfForgetsWhatIsGone(t *testing.T) {
	games, _ := counted()
	id, _ := gametest.Table{}.Keep(t, games)
	s := New(games, time.Now)
	if _, err := s.See(t.Context(), id, feed.Chair{}); err != nil {
		t.Fatal(err)
	}
	games.FailBefore(func(string) error { return game.ErrNotFound })
	if _, err := s.See(t.Context(), id, feed.Chair{}); !errors.Is(err, game.ErrNotFound) || s.kept.Len() != 0 || s.bytes != 0 {
		t.Errorf("got %v, and %d games are kept", err, s.kept.Len())
	}
}

// However many games are read, and however large, the cache stays within its bounds.
func TestShelfIsBounded(t *testing.T) {
	s := New(gametest.NewGames(), time.Now)
	large := game.Snapshot{Source: &game.Source{Movetext: string(make([]byte, shelfBytes/10))}}
	for i := range byte(30) {
		s.put(shelfKey{game: game.ID(rune('A' + i))}, large)
	}
	if s.kept.Len() != 9 || s.bytes != 9*SizeOf(large) {
		t.Errorf("%d large games and %d bytes are kept, want 9", s.kept.Len(), s.bytes)
	}
	for i := range 2 * shelfGames {
		s.put(shelfKey{game: game.ID(rune(0x4e00 + i))}, game.Snapshot{})
	}
	if s.kept.Len() != shelfGames || s.bytes != shelfGames*SizeOf(game.Snapshot{}) {
		t.Errorf("%d small games and %d bytes are kept, want %d", s.kept.Len(), s.bytes, shelfGames)
	}
	s.put(shelfKey{game: "huge"}, game.Snapshot{Source: &game.Source{Movetext: string(make([]byte, shelfBytes))}})
	if s.kept.Len() != shelfGames {
		t.Error("one game took the place of many")
	}
}
