package game_test

import (
	"strings"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/wire"
)

const knightsThereAndBack = "Nf3 Nf6 Ng1 Ng8 "

// A client that draws the game from any event or snapshot can offer the claim.
func TestAnEventTellsWhatTheSideToMoveCanClaim(t *testing.T) {
	t.Parallel()
	const quiet = "4k3/8/8/8/8/8/4P3/R3K3 w - - 99 80"
	for name, c := range map[string]struct {
		table gametest.Table
		want  game.Reason
	}{
		"at the start":          {gametest.Table{}, ""},
		"while a seat is open":  {gametest.Table{FEN: "4k3/8/8/8/8/8/4P3/R3K3 w - - 100 80", Open: true}, ""},
		"twice is not enough":   {gametest.Table{Moves: knightsThereAndBack}, ""},
		"three times":           {gametest.Table{Moves: knightsThereAndBack + knightsThereAndBack}, game.Threefold},
		"gone by":               {gametest.Table{Moves: knightsThereAndBack + knightsThereAndBack + "e4"}, ""},
		"fifty moves":           {gametest.Table{FEN: quiet, Moves: "Ra2"}, game.Fifty},
		"begins with fifty":     {gametest.Table{FEN: "4k3/8/8/8/8/8/4P3/R3K3 w - - 100 80"}, game.Fifty},
		"a pawn move at last":   {gametest.Table{FEN: quiet, Moves: "e4"}, ""},
		"no draw after the end": {gametest.Table{FEN: "k7/8/1K6/8/8/8/8/7R w - - 99 90", Moves: "Rh8#"}, ""},
	} {
		g, events := c.table.Set(t)
		s := game.NewSnapshot(g.Record(), events[min(2, len(events)):])
		if got := events[len(events)-1].Claim; got != c.want {
			t.Errorf("%s: the event has %q, want %q", name, got, c.want)
		}
		if s.Claim != c.want {
			t.Errorf("%s: the snapshot has %q, want %q", name, s.Claim, c.want)
		}
		body, err := wire.SnapshotJSON(&s, "", game.Presence{})
		field := `"claim":"` + string(c.want) + `"`
		if c.want == "" {
			field = `"claim"`
		}
		if err != nil || strings.Contains(string(body), field) != (c.want != "") {
			t.Errorf("%s: got %s, %v, with %s: want %t", name, body, err, field, c.want != "")
		}
	}
}

// An event that does not change the position still has the claim; one that takes the
// position back does not.
func TestAClaimOutlastsAnOffer(t *testing.T) {
	t.Parallel()
	b := sit(t, gametest.Table{Moves: knightsThereAndBack + knightsThereAndBack})
	for _, step := range []struct {
		what string
		want game.Reason
	}{{"Bob draw offer", game.Threefold}, {"Ann draw decline", game.Threefold}, {"Bob takeback offer", game.Threefold}, {"Ann takeback accept", ""}} {
		e, err := b.say(step.what)
		if err != nil || e.Claim != step.want {
			t.Errorf("%s: got %q, %v, want %q", step.what, e.Claim, err, step.want)
		}
		b.remember(e)
	}
}

func TestAClockTellsHowLongAFirstMoveMayTake(t *testing.T) {
	t.Parallel()
	table := gametest.Table{Control: control(300, 3), Clock: gametest.NewClock()}
	g, events := table.Set(t)
	began := events[1].At
	wantFirst := func(when string, e game.Event, at time.Time, want time.Duration, text string) {
		t.Helper()
		if got := e.FirstMove(at); got != want {
			t.Errorf("%s: got %v, want %v", when, got, want)
		}
		if got, err := wire.ClockJSON(&e); err != nil || !strings.Contains(string(got), text) || strings.Contains(string(got), "first") != (want > 0) {
			t.Errorf("%s: got %s, %v, want %s in it", when, got, err, text)
		}
	}
	wantFirst("while a seat is open", events[0], began, 0, `"running":""`)
	wantFirst("joined", events[1], began, 25*time.Second, `"first":25000`)
	s := game.NewSnapshot(g.Record(), nil)
	wantFirst("seven seconds later", s.Event, began.Add(7*time.Second), 18*time.Second, `"first":25000`)
	given := do(t)(g.GiveTime(gametest.Bob.ID, 0, 0, began.Add(4*time.Second)))
	wantFirst("time given", given, given.At, 21*time.Second, `"first":21000`)
	for _, move := range []struct {
		by   game.Player
		move string
		want time.Duration
		wire string
	}{{gametest.Ann, "e4", 25 * time.Second, `"first":25000`}, {gametest.Bob, "e5", 0, `"running":"white"`}} {
		e := do(t)(g.Play(move.by.ID, move.move, 0, game.Timing{}, began.Add(5*time.Second)))
		wantFirst(move.move, e, e.At, move.want, move.wire)
	}
	none, played := gametest.Table{}.Set(t)
	wantFirst("no clock", played[1], none.Record().UpdatedAt, 0, "null")
}

// A delayed spectator sees what could be claimed then, not what can be claimed now.
func TestARecordOfBeforeTellsTheClaimOfThen(t *testing.T) {
	t.Parallel()
	g, events := gametest.Table{Moves: knightsThereAndBack + knightsThereAndBack + "Nf3"}.Set(t)
	for _, e := range events[2:] {
		if got := game.NewSnapshot(g.Record().AsOf(e), nil).Claim; got != e.Claim {
			t.Errorf("at version %d: got %q, want %q", e.Version, got, e.Claim)
		}
	}
}
