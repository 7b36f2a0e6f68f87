package gametest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"kibitz/game"
)

func eventsSince(t *testing.T, s *suite) {
	table := s.table()
	table.Moves = long
	id, events := table.Keep(t, s.games)
	newest := game.Version(len(events))
	if newest < game.MaxBehind+10 {
		t.Fatalf("the test needs a longer game than %d events", newest)
	}
	for _, test := range []struct{ after, first, last game.Version }{
		{0, 1, game.MaxBehind},
		{1, 2, game.MaxBehind + 1},
		{newest - game.MaxBehind, newest - game.MaxBehind + 1, newest},
		{newest - game.MaxBehind + 1, newest - game.MaxBehind + 2, newest},
		{newest - 1, newest, newest},
		{newest, 1, 0},
		{newest + 100, 1, 0},
	} {
		got := s.since(t, id, test.after)
		sameVersions(t, fmt.Sprintf("EventsSince(%d)", test.after), got, upTo(test.first, test.last))
		if test.first <= test.last {
			sameEvents(t, fmt.Sprintf("EventsSince(%d)", test.after), got, events[test.first-1:test.last])
		}
	}
}

func tail(t *testing.T, s *suite) {
	table := s.table()
	table.Moves = long
	id, events := table.Keep(t, s.games)
	newest := game.Version(len(events))
	for _, test := range []struct{ after, first game.Version }{
		{0, newest - game.MaxBehind + 1},
		{1, newest - game.MaxBehind + 1},
		{newest - game.MaxBehind, newest - game.MaxBehind + 1},
		{newest - game.MaxBehind + 1, newest - game.MaxBehind + 2},
		{newest - 1, newest},
		{newest, newest + 1},
		{newest + 100, newest + 1},
	} {
		got := s.tail(t, id, test.after)
		sameVersions(t, fmt.Sprintf("Tail(%d)", test.after), got, upTo(test.first, newest))
		if test.first <= newest {
			sameEvents(t, fmt.Sprintf("Tail(%d)", test.after), got, events[test.first-1:])
		}
	}
	short, events := s.table().Keep(t, s.games)
	sameEvents(t, "Tail of a short game", s.tail(t, short, 0), events)
}

// race has 32 goroutines make a move each, while as many fail or read.
func race(t *testing.T, s *suite) {
	const movers = 32
	clock := NewClock()
	table := s.table()
	id, events := table.Keep(t, s.games)
	line := Moves(long)
	var all sync.WaitGroup
	made := make([]game.Event, movers)
	for i := range movers {
		all.Go(func() {
			var err error
			made[i], err = s.games.Change(t.Context(), id, func(g *game.Game) (game.Event, error) {
				return g.Play(ToMove(g), line[g.Record().Ply], 0, game.Timing{}, clock.tick())
			})
			if err != nil {
				t.Errorf("mover %d: %v", i, err)
			}
		})
		all.Go(func() {
			if i%2 == 0 {
				if _, err := s.games.Change(t.Context(), id, func(g *game.Game) (game.Event, error) {
					_, err := g.Play(ToMove(g), line[g.Record().Ply], 0, game.Timing{}, clock.tick())
					return game.Event{}, errors.Join(errRefused, err)
				}); !errors.Is(err, errRefused) {
					t.Errorf("refused %d: got %v", i, err)
				}
				return
			}
			now, err := s.games.Snapshot(t.Context(), id)
			if err != nil {
				t.Errorf("reader %d: %v", i, err)
			} else if len(now.Plies) != now.Ply || now.Version != game.Version(2+now.Ply) {
				t.Errorf("reader %d: version %d, ply %d, with %d plies", i, now.Version, now.Ply, len(now.Plies))
			}
		})
	}
	all.Wait()
	byVersion := map[game.Version]game.Event{}
	for _, e := range made {
		byVersion[e.Version] = e
	}
	for v := game.Version(3); v < 3+movers; v++ {
		events = append(events, byVersion[v])
	}
	sameVersions(t, "the events of the movers", events, upTo(1, 2+movers))
	s.wantLog(t, id, events)
	sameSnapshot(t, s.snapshot(t, id), told(table.White, table.Black, events))
}

// twoGames changes one game in the middle of a change of another.
func twoGames(t *testing.T, s *suite) {
	clock := NewClock()
	one, oneLog := s.table().Keep(t, s.games)
	two, twoLog := s.table().Keep(t, s.games)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	play := func(g *game.Game) (game.Event, error) {
		return g.Play(ToMove(g), "d2d4", 0, game.Timing{}, clock.tick())
	}
	var inner game.Event
	outer, err := s.games.Change(ctx, one, func(g *game.Game) (game.Event, error) {
		var err error
		if inner, err = s.games.Change(ctx, two, play); err != nil {
			return game.Event{}, err
		}
		return play(g)
	})
	if err != nil {
		t.Fatalf("changing two games: %v", err)
	}
	s.wantLog(t, one, append(oneLog, outer))
	s.wantLog(t, two, append(twoLog, inner))
}

// readerDoesNotWait reads a game in the middle of its change, and finds it as
// it was before.
func readerDoesNotWait(t *testing.T, s *suite) {
	clock := NewClock()
	table := s.table()
	id, events := table.Keep(t, s.games)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	_, err := s.games.Change(ctx, id, func(g *game.Game) (game.Event, error) {
		e, err := g.Play(ToMove(g), "d2d4", 0, game.Timing{}, clock.tick())
		if err != nil {
			return game.Event{}, err
		}
		now, err := s.games.Snapshot(ctx, id)
		if err != nil {
			return game.Event{}, err
		}
		sameSnapshot(t, now, told(table.White, table.Black, events))
		log, err := s.games.EventsSince(ctx, id, 0)
		sameEvents(t, "the log during a change", log, events)
		return e, err
	})
	if err != nil {
		t.Fatalf("reading in a change: %v", err)
	}
}
