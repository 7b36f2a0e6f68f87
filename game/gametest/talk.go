package gametest

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
)

// A sayer does one thing in a game; s is the game as it stands.
type sayer func(g *game.Game, s game.Snapshot, at time.Time) (game.Event, error)

// A word said by a side, with an answer if it takes one.
func draw(by rules.Color, a game.Answer) sayer {
	return func(g *game.Game, _ game.Snapshot, at time.Time) (game.Event, error) {
		return g.Draw(seated(g, by), a, at)
	}
}

func takeback(by rules.Color, a game.Answer) sayer {
	return func(g *game.Game, s game.Snapshot, at time.Time) (game.Event, error) {
		return g.Takeback(seated(g, by), a, s, at)
	}
}

func rematch(by rules.Color, a game.Answer) sayer {
	return func(g *game.Game, _ game.Snapshot, at time.Time) (game.Event, error) {
		return g.Rematch(seated(g, by), a, at)
	}
}

func claim(by rules.Color) sayer {
	return func(g *game.Game, _ game.Snapshot, at time.Time) (game.Event, error) {
		return g.Claim(seated(g, by), at)
	}
}

func giveTime(by rules.Color) sayer {
	return func(g *game.Game, _ game.Snapshot, at time.Time) (game.Event, error) {
		return g.GiveTime(seated(g, by), g.Record().Version, 0, at)
	}
}

func move(text string, timing game.Timing) sayer {
	return func(g *game.Game, _ game.Snapshot, at time.Time) (game.Event, error) {
		return g.Play(ToMove(g), text, 0, timing, at)
	}
}

// outage is a quarter of a second that nobody served.
func outage(g *game.Game, _ game.Snapshot, at time.Time) (game.Event, error) {
	return g.Outage(at.Add(-250*time.Millisecond), at)
}

// expire waits for the game's deadline.
func expire(g *game.Game, _ game.Snapshot, _ time.Time) (game.Event, error) {
	return g.Expire(g.Deadline())
}

func seated(g *game.Game, c rules.Color) game.PlayerID {
	r := g.Record()
	if c == rules.White {
		return r.White.ID
	}
	return r.Black.ID
}

var (
	lagging = game.Timing{Told: true, Spent: 600 * time.Millisecond, RoundTrip: 321 * time.Millisecond}
	talks   = []struct {
		control game.TimeControl
		moves   string
		say     []sayer
	}{
		{game.TimeControl{Initial: 5 * time.Minute, Increment: 3 * time.Second}, "e4 e5", []sayer{
			move("Nf3", lagging), giveTime(rules.Black), draw(rules.White, game.Propose), draw(rules.Black, game.Decline),
			takeback(rules.White, game.Propose), takeback(rules.Black, game.Decline), move("Nc6", lagging), outage,
			takeback(rules.Black, game.Propose), takeback(rules.White, game.Accept), move("d6", game.Timing{}),
			draw(rules.Black, game.Propose), draw(rules.White, game.Accept),
			rematch(rules.White, game.Propose), rematch(rules.Black, game.Decline),
		}},
		{game.TimeControl{Initial: time.Minute}, "e4 e5 Nf3", []sayer{expire, rematch(rules.Black, game.Propose)}},
		{game.TimeControl{Increment: time.Second}, "e4", []sayer{giveTime(rules.White), expire}},
		{game.TimeControl{}, "Nf3 Nf6 Ng1 Ng8 Nf3 Nf6 Ng1", []sayer{
			move("Ng8", game.Timing{}), takeback(rules.White, game.Propose), takeback(rules.Black, game.Accept),
			move("Ng1", game.Timing{}), move("Ng8", game.Timing{}), claim(rules.White),
		}},
		{game.TimeControl{Initial: 3 * time.Hour, Increment: 3 * time.Minute}, "f3 e5 g4", []sayer{move("Qh4#", lagging)}},
	}
)

// talkIsKept compares, after each thing said, what was kept with what the game
// was when it was said.
func talkIsKept(t *testing.T, s *suite) {
	kinds := map[game.Kind]bool{}
	for _, test := range talks {
		table := s.table()
		table.Control, table.Moves, table.Clock = test.control, test.moves, NewClock()
		id, events := table.Keep(t, s.games)
		for _, say := range test.say {
			e, said := s.say(t, id, table.Clock, say)
			events = append(events, e)
			kinds[e.Kind] = true
			if got := s.record(t, id); !reflect.DeepEqual(got, said) {
				t.Fatalf("after the %s at %d, the game loaded:\ngot  %+v\nwant %+v", e.Kind, e.Version, got, said)
			}
		}
		s.wantLog(t, id, events)
		sameSnapshot(t, s.snapshot(t, id), told(table.White, table.Black, events))
	}
	for _, kind := range []game.Kind{
		game.Moved, game.FlagFell, game.TimeGiven, game.Offered, game.Declined, game.DrawAgreed, game.Claimed, game.TakenBack, game.Aborted,
	} {
		if !kinds[kind] {
			t.Errorf("the test has no %s", kind)
		}
	}
}

// say does one thing and returns its event, and the game as it was then.
func (s *suite) say(t *testing.T, id game.ID, clock *Clock, say sayer) (e game.Event, said game.Record) {
	t.Helper()
	clock.Advance(1_234 * time.Millisecond)
	now := s.snapshot(t, id)
	e, err := s.games.Change(t.Context(), id, func(g *game.Game) (game.Event, error) {
		e, err := say(g, now, clock.Now())
		said = g.Record()
		return e, err
	})
	if err != nil {
		t.Fatalf("at version %d: %v", now.Version, err)
	}
	return e, said
}

// record is the game that a change is given.
func (s *suite) record(t *testing.T, id game.ID) (got game.Record) {
	t.Helper()
	_, err := s.games.Change(t.Context(), id, func(g *game.Game) (game.Event, error) {
		got = g.Record()
		return game.Event{}, errRefused
	})
	if !errors.Is(err, errRefused) {
		t.Fatalf("Change: got %v, want the error of its function", err)
	}
	return got
}

func nextIsKept(t *testing.T, s *suite) {
	for _, control := range []game.TimeControl{{}, {Initial: time.Minute, Increment: time.Second}} {
		table := s.table()
		table.Control, table.Moves, table.Clock = control, "f3 e5 g4 Qh4", NewClock()
		id, events := table.Keep(t, s.games)
		offered, _ := s.say(t, id, table.Clock, rematch(rules.White, game.Propose))
		var next game.Begun
		agreed, _ := s.say(t, id, table.Clock, func(g *game.Game, now game.Snapshot, at time.Time) (game.Event, error) {
			e, err := rematch(rules.Black, game.Accept)(g, now, at)
			next, _ = g.Next()
			return e, err
		})
		s.wantLog(t, id, append(events, offered, agreed))
		if got := s.snapshot(t, id).Next; got != agreed.Next || got == "" || got != next.Game.Record().ID {
			t.Fatalf("the snapshot names %q, the event %q, and %q has begun", got, agreed.Next, next.Game.Record().ID)
		}
		s.wantLog(t, agreed.Next, next.Events)
		sameSnapshot(t, s.snapshot(t, agreed.Next), told(table.Black, table.White, next.Events))
		if got := s.record(t, agreed.Next); !reflect.DeepEqual(got, next.Game.Record()) {
			t.Errorf("the next game loaded:\ngot  %+v\nwant %+v", got, next.Game.Record())
		}
		s.say(t, agreed.Next, table.Clock, move("e4", game.Timing{}))
	}
}

func nextIsNotKept(t *testing.T, s *suite) {
	table := s.table()
	table.Moves, table.Clock = "f3 e5 g4 Qh4", NewClock()
	id, events := table.Keep(t, s.games)
	offered, _ := s.say(t, id, table.Clock, rematch(rules.White, game.Propose))
	for name, refusal := range map[string]error{"refused": errRefused, "not its next event": nil} {
		var next game.ID
		_, err := s.games.Change(t.Context(), id, func(g *game.Game) (game.Event, error) {
			e, err := g.Rematch(seated(g, rules.Black), game.Accept, table.Clock.Now())
			if next = e.Next; refusal == nil {
				e.Version++
			}
			return e, errors.Join(err, refusal)
		})
		if err == nil {
			t.Errorf("a rematch that is %s: got no error", name)
		}
		if _, err := s.games.Snapshot(t.Context(), next); !errors.Is(err, game.ErrNotFound) {
			t.Errorf("the game of a rematch that is %s: got %v, want ErrNotFound", name, err)
		}
	}
	s.wantLog(t, id, append(events, offered))
}
