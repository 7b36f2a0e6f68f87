package gametest

import (
	"errors"
	"fmt"
	"reflect"
	"testing"

	"kibitz/game"
	"kibitz/game/pgn"
)

const toImport = `[Event "Opera"]
[White "Morphy"]
[Black "Duke & Count"]
[TimeControl "300+3"]

{In a box.} 1. e4 {[%clk 0:05:00]} e5 {[%clk 0:04:59.5] solid} (1... c5 {"sharp"}) 2. Bc4 Nc6 3. Qh5 Nf6 4. Qxf7# 1-0

[White "Nobody"]
[Result "1/2-1/2"]
[FEN "4k3/8/8/8/8/8/P7/4K3 b - - 3 40"]

1/2-1/2

[White "Somebody"]
[FEN "4k3/8/8/8/8/8/P7/4K3 b - - 100 80"]

80... Kd7 1/2-1/2
`

// imports reads games and makes them ready to be kept.
func imports(t *testing.T) []game.Begun {
	t.Helper()
	read, err := pgn.Read([]byte(toImport))
	if err != nil {
		t.Fatalf("pgn.Read: %v", err)
	}
	begun := make([]game.Begun, len(read))
	for i := range read {
		g, events, err := game.Import(&read[i], Start)
		if err != nil {
			t.Fatalf("Import: %v", err)
		}
		begun[i] = game.Begun{Game: g, Events: events}
	}
	return begun
}

func importsAreKept(t *testing.T, s *suite) {
	begun := imports(t)
	if err := s.games.Import(t.Context(), begun); err != nil {
		t.Fatalf("Import: %v", err)
	}
	for _, b := range begun {
		id := b.Game.Record().ID
		s.wantLog(t, id, b.Events)
		got := s.snapshot(t, id)
		sameSnapshot(t, got, game.NewSnapshot(b.Game.Record(), b.Events[1:]))
		if got.Source == nil || got.Status != game.Over {
			t.Errorf("the snapshot is %s and has the source %v", got.Status, got.Source)
		}
	}
	_, err := s.games.Change(t.Context(), begun[0].Game.Record().ID, func(g *game.Game) (game.Event, error) {
		return g.Join(s.newPlayer(), Start)
	})
	if !errors.Is(err, game.ErrOver) {
		t.Errorf("joining an imported game: got %v, want ErrOver", err)
	}
}

func importsAreKeptTogether(t *testing.T, s *suite) {
	begun := imports(t)
	if err := s.games.Import(t.Context(), begun[1:]); err != nil {
		t.Fatalf("Import: %v", err)
	}
	if err := s.games.Import(t.Context(), begun); err == nil {
		t.Error("importing a game that is there: got no error")
	}
	if _, err := s.games.Snapshot(t.Context(), begun[0].Game.Record().ID); !errors.Is(err, game.ErrNotFound) {
		t.Errorf("the game that was not there before: got %v, want ErrNotFound", err)
	}
}

// eventsAreKeptEitherWay plays games at random, event by event, and keeps each of
// them a second time, whole.
func eventsAreKeptEitherWay(t *testing.T, s *suite) {
	const games = 60
	r := NewRandom(t, s.games, s.newPlayer, 11)
	kinds, claims, seen := map[game.Kind]bool{}, 0, 0
	for n := range games {
		id := r.Play(50)[0]
		events := s.log(t, id)
		want := s.record(t, id)
		twin, copied := want, make([]game.Event, len(events))
		twin.ID = game.ID(fmt.Sprintf("Twin%04d", n))
		for i, e := range events {
			kinds[e.Kind] = true
			if e.Claim != "" {
				claims++
			}
			if e.Seen > 0 {
				seen++
			}
			copied[i] = e
			copied[i].Game = twin.ID
		}
		g, err := game.Load(twin)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.games.Import(t.Context(), []game.Begun{{Game: g, Events: copied}}); err != nil {
			t.Fatalf("Import: %v", err)
		}
		sameEvents(t, "kept with its game", s.log(t, twin.ID), copied)
		if got := s.record(t, twin.ID); !reflect.DeepEqual(got, twin) {
			t.Errorf("the game kept whole:\ngot  %+v\nwant %+v", got, twin)
		}
	}
	if len(kinds) < 14 || claims == 0 || seen == 0 {
		t.Errorf("there were events of the kinds %v, %d claims, %d answers to a version that was told", kinds, claims, seen)
	}
}
