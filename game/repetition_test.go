package game

import (
	"strings"
	"testing"
	"time"

	"kibitz/game/rules"
)

// testTime is the time of all events in tests for which it does not matter.
var testTime = time.Date(2026, time.January, 2, 3, 4, 5, 0, time.UTC)

const there = "Nf3 Nf6 Ng1 Ng8 "

func TestTheFifthTimeIsADraw(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, fen, moves string
		again            string // a round trip back to the same position
		times            int    // round trips until the draw
	}{
		{"the start counts", rules.StartFEN, "", there, 4},
		{"a jump that nobody can answer counts", rules.StartFEN, "e4", "Nf6 Nf3 Ng8 Ng1 ", 4},
		{"a jump that can be answered does not", "4k1n1/8/8/8/3p4/8/4P3/4K1N1 w - - 0 1", "e4", "Nf6 Nf3 Ng8 Ng1 ", 5},
		{"castling rights that are lost begin anew", "4k2r/8/8/8/8/8/8/4K2R w Kk - 0 1", "", "Rg1 Rg8 Rh1 Rh8 ", 5},
		{"a pawn move begins anew", rules.StartFEN, there + there + there + "a3 a6", there, 4},
		{"two half ways count for each", rules.StartFEN, "Nf3", "Nf6 Ng1 Ng8 Nf3 ", 4},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			g := between(t, test.fen)
			for _, move := range strings.Fields(test.moves) {
				if e := play(t, g, move); e.Status != Playing {
					t.Fatalf("after %s: got %s (%s), want the game to go on", move, e.Status, e.Reason)
				}
			}
			plies := strings.Fields(strings.Repeat(test.again, test.times+1))
			for i, move := range plies {
				e := play(t, g, move)
				if e.Status == Playing {
					continue
				}
				// A position half way may be there before the one that was meant.
				if i+1 > 4*test.times || i+1 <= 4*(test.times-1) {
					t.Errorf("got the end after %d plies, want it in round trip %d", i+1, test.times)
				}
				if e.Result != rules.Drawn || e.Reason != Fivefold {
					t.Errorf("got %s, %s, want a draw by fivefold repetition", e.Result, e.Reason)
				}
				return
			}
			t.Errorf("got no end in %d plies", len(plies))
		})
	}
}

func TestOnlyPositionsThatCanComeAgainAreCounted(t *testing.T) {
	t.Parallel()
	g := between(t, "r3k2r/p7/8/8/8/8/P7/R3K2R w KQkq - 40 60")
	for _, step := range []struct {
		move string
		want int // keys after it
	}{
		{"O-O-O", 2}, {"O-O", 3}, {"Rh8", 4}, {"Kxh8", 1}, {"Kb1", 2}, {"Kg8", 3}, {"a4", 1}, {"a5", 1}, {"Kb2", 2},
	} {
		e := play(t, g, step.move)
		if got := len(g.Record().Repetitions); got != step.want {
			t.Errorf("after %s: got %d keys, want %d", e.SAN, got, step.want)
		}
	}
}

// A game is loaded from its record for every move; the count must not start over.
func TestRepetitionsAreCountedAcrossLoads(t *testing.T) {
	t.Parallel()
	g := between(t, rules.StartFEN)
	var last Event
	for _, move := range strings.Fields(strings.Repeat(there, 4)) {
		loaded, err := Load(g.Record())
		if err != nil {
			t.Fatalf("Load: %v", err)
		}
		before := append(rules.Repetitions{}, g.record.Repetitions...)
		last = play(t, loaded, move)
		if len(g.record.Repetitions) != len(before) || g.record.Repetitions[len(before)-1] != before[len(before)-1] {
			t.Fatalf("%s changed the keys of the game it was loaded from", move)
		}
		g = loaded
	}
	if last.Reason != Fivefold {
		t.Errorf("got %s, %q, want a draw by fivefold repetition", last.Result, last.Reason)
	}
}

// Two changes may start from the same record, and one of them may be lost.
func TestTheKeysOfARecordAreNotSharedWithWhatComesOfIt(t *testing.T) {
	t.Parallel()
	r := between(t, rules.StartFEN).Record()
	r.Repetitions = append(make(rules.Repetitions, 0, 9), r.Repetitions...) // with room to write into
	one, two := freshly(t, r), freshly(t, r)
	play(t, one, "Nf3")
	want := one.record.Repetitions[1]
	play(t, two, "Nc3")
	if got := one.record.Repetitions[1]; got != want {
		t.Errorf("a move in one game changed the other's key from %x to %x", want, got)
	}
}

// between returns a game that is being played from fen.
func between(t testing.TB, fen string) *Game {
	t.Helper()
	g, _, err := New(Setup{Creator: Player{ID: "white"}, Color: "white", FEN: fen}, stamp(testTime))
	if err != nil {
		t.Fatalf("New: %v", err)
	}
	if _, err := g.Join(Player{ID: "black"}, testTime); err != nil {
		t.Fatalf("Join: %v", err)
	}
	return g
}

// play moves for whoever has the move.
func play(t testing.TB, g *Game, move string) Event {
	t.Helper()
	e, err := g.Play(PlayerID(g.position.Turn()), move, 0, Timing{}, testTime)
	if err != nil {
		t.Fatalf("playing %s in %s: %v", move, g.record.FEN, err)
	}
	return e
}
