package gametest

import (
	"context"
	"slices"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
)

// due returns the games whose deadline has passed.
func (s *suite) due(t *testing.T, ctx context.Context, at time.Time, limit int) []game.ID {
	t.Helper()
	finder, ok := s.games.(interface {
		Due(ctx context.Context, at time.Time, limit int) ([]game.ID, error)
	})
	if !ok {
		t.Fatalf("%T has no Due", s.games)
	}
	ids, err := finder.Due(ctx, at, limit)
	if err != nil {
		t.Fatalf("Due: %v", err)
	}
	return ids
}

func (s *suite) wantDue(t *testing.T, what string, at time.Time, limit int, want ...game.ID) {
	t.Helper()
	if got := s.due(t, t.Context(), at, limit); !slices.Equal(got, want) {
		t.Errorf("%s: got %v due, want %v", what, got, want)
	}
}

// keep keeps a table's game with the clock set anew.
func (s *suite) keep(t *testing.T, control game.TimeControl, moves string, open bool) (game.ID, []game.Event) {
	t.Helper()
	table := s.table()
	table.Control, table.Moves, table.Open = control, moves, open
	return table.Keep(t, s.games)
}

// Of 60+0 a first move comes within 20 s, and a flag waits for 1170 ms.
func dueInOrder(t *testing.T, s *suite) {
	bullet := game.TimeControl{Initial: time.Minute}
	open, _ := s.keep(t, game.TimeControl{}, "", true)
	flag, moves := s.keep(t, bullet, "e4 e5", false)
	first, joined := s.keep(t, bullet, "", false)
	s.keep(t, game.TimeControl{}, "e4 e5", false) // never
	s.keep(t, bullet, "f3 e5 g4 Qh4", false)      // over
	aborted, _ := s.keep(t, bullet, "e4", false)  // over, once it has expired
	day := Start.Add(24*time.Hour + time.Second)
	falls := moves[len(moves)-1].At.Add(61_170 * time.Millisecond)

	s.say(t, aborted, NewClock(), expire)
	s.wantDue(t, "at the start", Start, 10)
	s.wantDue(t, "a millisecond before the first move's time", joined[1].At.Add(20*time.Second-time.Millisecond), 10)
	s.wantDue(t, "when it is up", joined[1].At.Add(20*time.Second), 10, first)
	s.wantDue(t, "a millisecond before the flag", falls.Add(-time.Millisecond), 10, first)
	s.wantDue(t, "when the flag falls", falls, 10, first, flag)
	s.wantDue(t, "after a day", day, 10, first, flag, open)
	s.wantDue(t, "the longest", day, 1, first)
	s.wantDue(t, "none", day, 0)

	clock := NewClock()
	clock.Advance(10 * time.Second)
	s.say(t, flag, clock, giveTime(rules.Black))
	s.wantDue(t, "with more time", falls.Add(15*time.Second-time.Millisecond), 10, first)
	s.wantDue(t, "with more time, which is up", falls.Add(15*time.Second), 10, first, flag)
	for _, id := range []game.ID{first, open} {
		s.say(t, id, NewClock(), expire)
	}
	s.wantDue(t, "when others have ended", day, 10, flag)
}

// When two servers sweep at once, each skips the games that the other is changing.
func dueSkipsChanges(t *testing.T, s *suite) {
	bullet := game.TimeControl{Initial: time.Minute}
	one, _ := s.keep(t, bullet, "e4 e5", false)
	two, _ := s.keep(t, bullet, "", false)
	late := Start.Add(time.Hour)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	_, err := s.games.Change(ctx, one, func(g *game.Game) (game.Event, error) {
		if got := s.due(t, ctx, late, 10); !slices.Equal(got, []game.ID{two}) {
			t.Errorf("during a change of %s: got %v due, want %v", one, got, two)
		}
		return game.Event{}, errRefused
	})
	if err == nil {
		t.Error("the change: got no error")
	}
	s.wantDue(t, "after it", late, 10, two, one)
}
