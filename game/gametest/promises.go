package gametest

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
)

func newGameIsKept(t *testing.T, s *suite) {
	for _, color := range []string{"white", "black"} {
		creator := s.newPlayer()
		g, created, err := game.New(game.Setup{Creator: creator, Color: color}, Start)
		if err != nil {
			t.Fatalf("New: %v", err)
		}
		if err := s.games.Create(t.Context(), g, created); err != nil {
			t.Fatalf("Create: %v", err)
		}
		id := g.Record().ID
		s.wantLog(t, id, []game.Event{created})
		sameSnapshot(t, s.snapshot(t, id), game.NewSnapshot(g.Record(), nil))
	}
}

func idIsGivenOnce(t *testing.T, s *suite) {
	table := s.table()
	table.Open = true
	g, events := table.Set(t)
	if err := s.games.Create(t.Context(), g, events[0]); err != nil {
		t.Fatalf("Create: %v", err)
	}
	if err := s.games.Create(t.Context(), g, events[0]); err == nil {
		t.Error("a second Create of the same game: got no error")
	}
	s.wantLog(t, g.Record().ID, events)
}

func notFound(t *testing.T, s *suite) {
	const id = game.ID("nothere1")
	want := func(call string, err error) {
		t.Helper()
		if !errors.Is(err, game.ErrNotFound) {
			t.Errorf("%s of no game: got %v, want ErrNotFound", call, err)
		}
	}
	_, err := s.games.Change(t.Context(), id, func(*game.Game) (game.Event, error) {
		t.Error("Change of no game called its function")
		return game.Event{}, errRefused
	})
	want("Change", err)
	_, err = s.games.Snapshot(t.Context(), id)
	want("Snapshot", err)
	_, err = s.games.Head(t.Context(), id)
	want("Head", err)
	_, err = s.games.EventsSince(t.Context(), id, 0)
	want("EventsSince", err)
	_, err = s.games.EventsSince(t.Context(), id, 7)
	want("EventsSince, from a later version,", err)
	if log, ok := s.games.(interface {
		Tail(context.Context, game.ID, game.Version) ([]game.Event, error)
	}); ok {
		_, err = log.Tail(t.Context(), id, 0)
		want("Tail", err)
	}
}

// eventsAreReadBack plays games that end in every way there is.
func eventsAreReadBack(t *testing.T, s *suite) {
	clock := NewClock()
	for _, test := range []struct {
		moves string
		last  func(*game.Game) (game.Event, error)
	}{
		{"", func(g *game.Game) (game.Event, error) { return g.Abort(g.Record().Black.ID, clock.tick()) }},
		{"e4 e5", func(g *game.Game) (game.Event, error) { return g.Resign(g.Record().White.ID, clock.tick()) }},
		{"e4 e5", func(g *game.Game) (game.Event, error) { return g.Resign(g.Record().Black.ID, clock.tick()) }},
		{"e4 e5", func(g *game.Game) (game.Event, error) {
			return g.Play(ToMove(g), "Nf3", 4, game.Timing{}, clock.tick())
		}},
		{"f3 e5 g4", func(g *game.Game) (game.Event, error) {
			return g.Play(ToMove(g), "d8h4", 5, game.Timing{}, clock.tick())
		}},
		{"e4 f5", func(g *game.Game) (game.Event, error) {
			return g.Play(ToMove(g), "Qh5+", 0, game.Timing{}, clock.tick())
		}},
	} {
		table := s.table()
		table.Moves, table.Clock = test.moves, clock
		id, events := table.Keep(t, s.games)
		last, err := s.games.Change(t.Context(), id, test.last)
		if err != nil {
			t.Fatalf("the last change after %q: %v", test.moves, err)
		}
		if last.At.Location() != time.UTC || last.At != last.At.Truncate(time.Millisecond) {
			t.Errorf("a change is at %v, want UTC to the millisecond", last.At)
		}
		events = append(events, last)
		s.wantLog(t, id, events)
		sameSnapshot(t, s.snapshot(t, id), told(table.White, table.Black, events))
	}
}

// recordIsKept looks at the game that a change is given, which carries more
// than a snapshot: the keys of the positions that may still repeat.
func recordIsKept(t *testing.T, s *suite) {
	table := s.table()
	table.Moves = "e4 e5 " + shuffled
	id, _ := table.Keep(t, s.games)
	var got game.Record
	_, err := s.games.Change(t.Context(), id, func(g *game.Game) (game.Event, error) {
		got = g.Record()
		return game.Event{}, errRefused
	})
	if !errors.Is(err, errRefused) {
		t.Fatalf("Change: got %v, want the error of its function", err)
	}
	table.Clock = nil // the same times again
	twin, _ := table.Set(t)
	want := twin.Record()
	want.ID = id
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the game loaded:\ngot  %+v\nwant %+v", got, want)
	}
	if n := len(got.Repetitions); n != 1+len(Moves(shuffled)) {
		t.Errorf("the game loaded has %d keys of positions, want %d", n, 1+len(Moves(shuffled)))
	}
}

const shuffled = "Nf3 Nf6 Ng1 Ng8 Nf3 Nf6 Ng1"

func startPositionIsKept(t *testing.T, s *suite) {
	table := s.table()
	table.FEN = "4k3/8/8/8/8/8/4p3/K7 b - - 3 40"
	table.Moves = "e1=Q+ Ka2"
	id, events := table.Keep(t, s.games)
	got := s.snapshot(t, id)
	sameSnapshot(t, got, told(table.White, table.Black, events))
	if got.StartFEN != table.FEN {
		t.Errorf("the start position: got %q, want %q", got.StartFEN, table.FEN)
	}
}

func snapshotFollowsEvents(t *testing.T, s *suite) {
	table := s.table()
	table.Moves = long
	id, events := table.Keep(t, s.games)
	sameSnapshot(t, s.snapshot(t, id), told(table.White, table.Black, events))
	if _, err := s.games.Change(t.Context(), id, func(g *game.Game) (game.Event, error) {
		return g.Play(ToMove(g), "c2c4", 0, game.Timing{}, Start)
	}); err != nil {
		t.Fatalf("playing c2c4: %v", err)
	}
	if got, want := s.snapshot(t, id).Ply, len(Moves(long))+1; got != want {
		t.Errorf("after one more move the snapshot is at ply %d, want %d", got, want)
	}
}

func failureKeepsNothing(t *testing.T, s *suite) {
	clock := NewClock()
	table := s.table()
	id, events := table.Keep(t, s.games)
	got, err := s.games.Change(t.Context(), id, refuse(clock))
	if !errors.Is(err, errRefused) {
		t.Errorf("a change that fails: got %v, want the error of its function", err)
	}
	if got != (game.Event{}) {
		t.Errorf("a change that fails: got %+v, want no event", got)
	}
	_, err = s.games.Change(t.Context(), id, func(g *game.Game) (game.Event, error) {
		return g.Play(ToMove(g), "e2e5", 0, game.Timing{}, clock.tick())
	})
	if !errors.Is(err, rules.ErrIllegal) {
		t.Errorf("an illegal move: got %v, want ErrIllegal", err)
	}
	s.wantLog(t, id, events)
	sameSnapshot(t, s.snapshot(t, id), told(table.White, table.Black, events))
}

func panicKeepsNothing(t *testing.T, s *suite) {
	clock := NewClock()
	id, events := s.table().Keep(t, s.games)
	func() {
		defer func() {
			if got := recover(); got != "a bug" {
				t.Errorf("a change that panics: recovered %v, want its panic", got)
			}
		}()
		_, err := s.games.Change(t.Context(), id, func(g *game.Game) (game.Event, error) {
			if _, err := g.Play(ToMove(g), "a2a4", 0, game.Timing{}, clock.tick()); err != nil {
				t.Errorf("playing a2a4: %v", err)
			}
			panic("a bug")
		})
		t.Errorf("a change that panics returned, with %v", err)
	}()
	s.wantLog(t, id, events)
	e, err := s.games.Change(t.Context(), id, func(g *game.Game) (game.Event, error) {
		return g.Play(ToMove(g), "e2e4", 0, game.Timing{}, clock.tick())
	})
	if err != nil {
		t.Fatalf("the next change: %v", err)
	}
	s.wantLog(t, id, append(events, e))
}

func endedContext(t *testing.T, s *suite) {
	clock := NewClock()
	id, events := s.table().Keep(t, s.games)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.games.Change(ended, id, func(g *game.Game) (game.Event, error) {
		return g.Play(ToMove(g), "e2e4", 0, game.Timing{}, clock.tick())
	}); err == nil {
		t.Error("Change with an ended context: got no error")
	}
	if _, err := s.games.Snapshot(ended, id); err == nil {
		t.Error("Snapshot with an ended context: got no error")
	}
	if _, err := s.games.EventsSince(ended, id, 0); err == nil {
		t.Error("EventsSince with an ended context: got no error")
	}
	s.wantLog(t, id, events)
}
