package gametest

import (
	"context"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
)

// lateGames is what those who keep spectators behind need.
type lateGames interface {
	TailAsOf(ctx context.Context, id game.ID, after game.Version, at time.Time) ([]game.Event, time.Time, error)
	SnapshotAsOf(ctx context.Context, id game.ID, at time.Time) (game.Snapshot, error)
}

// keepTalk keeps a game of some moves, a takeback and messages in between.
func (s *suite) keepTalk(t *testing.T) (Table, game.ID, []game.Event) {
	t.Helper()
	table := s.table()
	table.Moves = "e4"
	id, events := table.Keep(t, s.games)
	for i, say := range []sayer{
		message(rules.White, "hello"), move("e5", game.Timing{}), move("Nf3", game.Timing{}),
		takeback(rules.White, game.Propose), takeback(rules.Black, game.Accept), message(rules.Black, "thanks"),
	} {
		at := events[1].At.Add(time.Duration(i+5) * time.Minute)
		before := s.snapshot(t, id)
		e, err := s.games.Change(t.Context(), id, func(g *game.Game) (game.Event, error) { return say(g, before, at) })
		if err != nil {
			t.Fatal(err)
		}
		events = append(events, e)
	}
	return table, id, events
}

func message(by rules.Color, text string) sayer {
	return func(g *game.Game, _ game.Snapshot, at time.Time) (game.Event, error) {
		p := g.Record().White
		if by == rules.Black {
			p = g.Record().Black
		}
		return g.Say(p, game.PlayersRoom, text, at)
	}
}

// lateViews wants at each time what game.Visible says, from the tail and from
// the snapshot.
func lateViews(t *testing.T, s *suite) {
	late, ok := s.games.(lateGames)
	if !ok {
		t.Fatalf("%T shows no game late", s.games)
	}
	_, id, events := s.keepTalk(t)
	for i, last := range events {
		for name, at := range map[string]time.Time{"when": last.At, "before": last.At.Add(-time.Millisecond)} {
			seen := game.Visible(events, 0, at)
			got, next, err := late.TailAsOf(t.Context(), id, 0, at)
			if err != nil {
				t.Fatal(err)
			}
			sameEvents(t, name+" an event came", got, events[:seen])
			if want := hiddenAt(events, seen); !next.Equal(want) {
				t.Errorf("%s event %d came: the next is of %v, want %v", name, i+1, next, want)
			}
			snapshot, err := late.SnapshotAsOf(t.Context(), id, at)
			if shown := events[seen-1]; err != nil || snapshot.Version != shown.Version || snapshot.FEN != shown.FEN ||
				len(snapshot.Plies) != shown.Ply || snapshot.Status != shown.Status {
				t.Errorf("%s event %d came: got %+v, %v; want it at version %d", name, i+1, snapshot, err, shown.Version)
			}
		}
	}
	if _, _, err := late.TailAsOf(t.Context(), "AAAAAAAA", 0, time.Now()); err == nil {
		t.Error("a game that is not there: got no error")
	}
}

func hiddenAt(events []game.Event, seen int) time.Time {
	if seen == len(events) {
		return time.Time{}
	}
	return events[seen].At
}

// overIsSeen wants no secrets of a finished game.
func overIsSeen(t *testing.T, s *suite) {
	table := s.table()
	table.Moves = "f3 e5 g4 Qh4"
	id, events := table.Keep(t, s.games)
	late, _ := s.games.(lateGames)
	got, _, err := late.TailAsOf(t.Context(), id, 0, events[0].At)
	if err != nil {
		t.Fatal(err)
	}
	sameEvents(t, "a finished game", got, events)
	if snapshot, err := late.SnapshotAsOf(t.Context(), id, events[0].At); err != nil || snapshot.Status != game.Over {
		t.Errorf("got %v, %v; want the finished game", snapshot.Status, err)
	}
}

// messagesAreKept wants the newest messages in the snapshot.
func messagesAreKept(t *testing.T, s *suite) {
	_, id, _ := s.keepTalk(t)
	snapshot := s.snapshot(t, id)
	got := snapshot.ChatFor(rules.White)
	if len(got) != 2 || got[0].Text != "hello" || got[1].Text != "thanks" {
		t.Errorf("got %+v, want hello and thanks", got)
	}
}
