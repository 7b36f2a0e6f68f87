package gametest

import (
	"cmp"
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/pgn"
	"kibitz/game/rules"
)

// Exhibition returns the exhibits in progress, and how many other games have had a
// move since a time, counted up to limit.
func (gs *Games) Exhibition(ctx context.Context, moved time.Time, limit int) (e game.Exhibition, err error) {
	err = gs.call(ctx, "Exhibition", func() error {
		gs.mu.Lock()
		defer gs.mu.Unlock()
		for id, k := range gs.kept {
			r := k.record
			e.Last = max(e.Last, r.Exhibit.Number)
			switch {
			case r.Exhibit.Number == 0:
				if r.Status == game.Playing && r.UpdatedAt.After(moved) && e.Busy < limit {
					e.Busy++
				}
			case r.Status == game.Playing:
				e.Shown = append(e.Shown, game.Shown{Game: id, Exhibit: r.Exhibit, Ply: r.Ply, Source: r.Source})
			}
		}
		slices.SortFunc(e.Shown, func(a, b game.Shown) int { return cmp.Compare(a.Number, b.Number) })
		return nil
	})
	return e, err
}

// DropExhibits deletes the exhibits that ended before a time.
func (gs *Games) DropExhibits(ctx context.Context, before time.Time) error {
	return gs.call(ctx, "DropExhibits", func() error {
		gs.mu.Lock()
		defer gs.mu.Unlock()
		for id, k := range gs.kept {
			if e := k.record.Exhibit; e.Number > 0 && k.record.Status == game.Over && e.Due.Before(before) {
				delete(gs.kept, id)
			}
		}
		return nil
	})
}

// taken is called with mu held.
func (gs *Games) taken(e game.Exhibit) bool {
	for _, k := range gs.kept {
		if e.Number > 0 && k.record.Exhibit.Number == e.Number {
			return true
		}
	}
	return false
}

// exhibits are Games that exhibits can be kept in.
type exhibits interface {
	game.Games
	Exhibition(ctx context.Context, moved time.Time, limit int) (game.Exhibition, error)
	DropExhibits(ctx context.Context, before time.Time) error
}

// A Score is a short game, to be relayed: its loser resigns.
func Score(t testing.TB) *pgn.Game {
	t.Helper()
	read, err := pgn.Read([]byte("[Site \"Paris\"]\n[Date \"1858.??.??\"]\n[White \"Morphy\"]\n[Black \"Duke\"]\n\n1. e4 e5 2. Nf3 1-0\n"))
	if err != nil {
		t.Fatalf("pgn.Read: %v", err)
	}
	return &read[0]
}

// exhibit keeps an exhibit of which a ply has been played, the next one due at a
// time.
func (s *suite) exhibit(t *testing.T, number int64, due time.Time) game.Begun {
	t.Helper()
	g, events, err := game.NewExhibit(Score(t), game.Exhibit{Number: number, Due: due}, 1, Start)
	if err != nil {
		t.Fatalf("NewExhibit: %v", err)
	}
	begun := game.Begun{Game: g, Events: events}
	if err := s.games.Import(t.Context(), []game.Begun{begun}); err != nil {
		t.Fatalf("Import: %v", err)
	}
	return begun
}

func (s *suite) wantExhibition(t *testing.T, what string, moved time.Time, busy int, last int64, shown ...game.ID) {
	t.Helper()
	got, err := s.games.(exhibits).Exhibition(t.Context(), moved, 3)
	if err != nil {
		t.Fatalf("Exhibition: %v", err)
	}
	var ids []game.ID
	for _, e := range got.Shown {
		ids = append(ids, e.Game)
		if is := s.snapshot(t, e.Game); e.Ply != is.Ply || !reflect.DeepEqual(e.Source, is.Source) {
			t.Errorf("%s: exhibit %d is shown at ply %d of %v; it is at %d of %v", what, e.Number, e.Ply, e.Source, is.Ply, is.Source)
		}
	}
	if got.Busy != busy || got.Last != last || !slices.Equal(ids, shown) {
		t.Errorf("%s: got %d busy, last %d, %v; want %d, %d, %v", what, got.Busy, got.Last, ids, busy, last, shown)
	}
}

// An exhibit is logged like any other game.
func exhibitsAreKept(t *testing.T, s *suite) {
	due := Start.Add(time.Minute).UTC().Truncate(time.Millisecond)
	begun := s.exhibit(t, 1, due)
	id := begun.Game.Record().ID
	s.wantLog(t, id, begun.Events)
	sameSnapshot(t, s.snapshot(t, id), game.NewSnapshot(begun.Game.Record(), begun.Events[1:]))
	relay := func(at time.Time) (game.Event, error) {
		return s.games.Change(t.Context(), id, func(g *game.Game) (game.Event, error) {
			if got := g.Record().Exhibit; got.Number != 1 || !got.Due.Equal(due) {
				t.Errorf("got the exhibit %+v, want 1 due at %v", got, due)
			}
			return g.Relay(Score(t), at.Add(time.Minute), at)
		})
	}
	if _, err := relay(due.Add(-time.Millisecond)); !errors.Is(err, game.ErrNotDue) {
		t.Errorf("too early: got %v, want ErrNotDue", err)
	}
	for _, want := range []game.Kind{game.Moved, game.Moved, game.Resigned} {
		e, err := relay(due)
		if err != nil || e.Kind != want {
			t.Errorf("got %s, %v; want %s", e.Kind, err, want)
		}
		if due = due.Add(time.Minute); want == game.Resigned {
			due = e.At
		}
	}
	if got := s.snapshot(t, id); got.Result != rules.WhiteWins || got.Reason != game.Resignation || !got.Exhibit {
		t.Errorf("got %s by %s, an exhibit: %v", got.Result, got.Reason, got.Exhibit)
	}
	if _, err := relay(due.Add(time.Hour)); !errors.Is(err, game.ErrOver) {
		t.Errorf("after the end: got %v, want ErrOver", err)
	}
}

// Only one of several servers can begin the same exhibit.
func exhibitNumbersAreGivenOnce(t *testing.T, s *suite) {
	s.exhibit(t, 7, Start)
	g, events, err := game.NewExhibit(Score(t), game.Exhibit{Number: 7, Due: Start}, 0, Start)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.games.Import(t.Context(), []game.Begun{{Game: g, Events: events}}); !errors.Is(err, game.ErrShown) {
		t.Errorf("got %v, want ErrShown", err)
	}
}

func exhibitionIsFound(t *testing.T, s *suite) {
	s.wantExhibition(t, "at first", Start, 0, 0)
	second, first := s.exhibit(t, 2, Start.Add(time.Minute)), s.exhibit(t, 1, Start)
	ids := []game.ID{first.Game.Record().ID, second.Game.Record().ID}
	_, moves := s.table().Keep(t, s.games)
	moved := moves[len(moves)-1].At
	s.wantExhibition(t, "two and a game", moved.Add(-time.Millisecond), 1, 2, ids...)
	s.wantExhibition(t, "the game without a move lately", moved, 0, 2, ids...)
	over := Start.Add(3 * time.Minute)
	for range 3 {
		if _, err := s.games.Change(t.Context(), ids[0], func(g *game.Game) (game.Event, error) {
			return g.Relay(Score(t), over, over)
		}); err != nil {
			t.Fatal(err)
		}
	}
	s.wantExhibition(t, "one has ended", moved, 0, 2, ids[1])
	drop := func(before time.Time) {
		t.Helper()
		if err := s.games.(exhibits).DropExhibits(t.Context(), before); err != nil {
			t.Fatalf("DropExhibits: %v", err)
		}
	}
	drop(over.UTC().Truncate(time.Millisecond))
	if _, err := s.games.Snapshot(t.Context(), ids[0]); err != nil {
		t.Errorf("the one that has just ended: %v, want it kept", err)
	}
	drop(over.Add(time.Hour))
	if _, err := s.games.Snapshot(t.Context(), ids[0]); !errors.Is(err, game.ErrNotFound) {
		t.Errorf("the dropped one: got %v, want ErrNotFound", err)
	}
	s.wantExhibition(t, "one was dropped, neither the one that goes on nor the game", moved.Add(-time.Millisecond), 1, 2, ids[1])
}
