package rules_test

import (
	"testing"

	"kibitz/game/rules"
)

// once is a position that has occurred for the first time.
var once = rules.Repetitions{1}

// times is a position that has occurred this often.
func times(n int) rules.Repetitions {
	keys := rules.Repetitions{7, 8} // others, which do not count
	for range n {
		keys = append(keys, 9)
	}
	return keys
}

func TestOutcome(t *testing.T) {
	t.Parallel()
	const quiet = "6k1/5ppp/8/8/8/8/8/R3K3 w - - "
	for _, test := range []struct {
		name, fen string
		keys      rules.Repetitions
		result    rules.Result
		ending    rules.Ending
	}{
		{"the start", rules.StartFEN, once, rules.NoResult, ""},
		{"White has mated", "R5k1/5ppp/8/8/8/8/8/4K3 b - - 1 1", once, rules.WhiteWins, rules.Checkmate},
		{"Black has mated", "4k3/8/8/8/8/8/5PPP/r5K1 w - - 1 1", once, rules.BlackWins, rules.Checkmate},
		{"stalemate", "7k/5Q2/6K1/8/8/8/8/8 b - - 1 1", once, rules.Drawn, rules.Stalemate},
		{"four times", rules.StartFEN, times(4), rules.NoResult, ""},
		{"five times", rules.StartFEN, times(5), rules.Drawn, rules.Fivefold},
		{"six times", rules.StartFEN, times(6), rules.Drawn, rules.Fivefold},
		{"149 quiet plies", quiet + "149 120", once, rules.NoResult, ""},
		{"150 quiet plies", quiet + "150 120", once, rules.Drawn, rules.SeventyFive},
		{"mate after 150 quiet plies", "R5k1/5ppp/8/8/8/8/8/4K3 b - - 150 120", once, rules.WhiteWins, rules.Checkmate},
		{"dead material after 150 quiet plies", "4k3/8/8/8/8/8/8/4K3 w - - 150 120", times(5), rules.Drawn, rules.DeadMaterial},
		{"repetition after 150 quiet plies", quiet + "150 120", times(5), rules.Drawn, rules.Fivefold},
	} {
		if result, ending := kept(t, test.fen).Outcome(test.keys); result != test.result || ending != test.ending {
			t.Errorf("%s: got %s, %q; want %s, %q", test.name, result, ending, test.result, test.ending)
		}
	}
}

func TestClaim(t *testing.T) {
	t.Parallel()
	const quiet = "6k1/5ppp/8/8/8/8/8/R3K3 w - - "
	for _, test := range []struct {
		name, fen string
		keys      rules.Repetitions
		want      rules.Ending
	}{
		{"nothing", rules.StartFEN, once, ""},
		{"twice", rules.StartFEN, times(2), ""},
		{"three times", rules.StartFEN, times(3), rules.Threefold},
		{"four times", rules.StartFEN, times(4), rules.Threefold},
		{"99 quiet plies", quiet + "99 80", once, ""},
		{"100 quiet plies", quiet + "100 80", once, rules.Fifty},
		{"both", quiet + "100 80", times(3), rules.Threefold},
	} {
		if got := kept(t, test.fen).Claim(test.keys); got != test.want {
			t.Errorf("%s: got %q, want %q", test.name, got, test.want)
		}
	}
}

func TestDeadMaterial(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, placement string
		dead            bool
	}{
		{"bare kings", "4k3/8/8/8/8/8/8/4K3", true},
		{"a knight", "4k3/8/8/8/8/8/8/1N2K3", true},
		{"Black's knight", "1n2k3/8/8/8/8/8/8/4K3", true},
		{"a dark bishop", "4k3/8/8/8/8/8/8/2B1K3", true},
		{"a light bishop", "4k3/8/8/8/8/8/8/4KB2", true},
		{"Black's bishop", "2b1k3/8/8/8/8/8/8/4K3", true},
		{"a dark bishop each", "4kb2/8/8/8/8/8/8/2B1K3", true},
		{"many light bishops", "B1b1k3/1B6/2b5/8/8/8/8/4K3", true},

		{"a bishop each, on both colors", "2b1k3/8/8/8/8/8/8/2B1K3", false},
		{"one side's two bishops", "4k3/8/8/8/8/8/8/2B1KB2", false},
		{"two knights", "4k3/8/8/8/8/8/8/1N2K1N1", false},
		{"a knight each", "1n2k3/8/8/8/8/8/8/1N2K3", false},
		{"a knight against a bishop", "2b1k3/8/8/8/8/8/8/1N2K3", false},
		{"a knight and a bishop", "4k3/8/8/8/8/8/8/1NB1K3", false},
		{"a knight and bishops on both colors", "4k3/8/8/8/8/8/8/1NB1KB2", false},
		{"a pawn", "4k3/8/8/8/8/8/P7/4K3", false},
		{"Black's pawn", "4k3/p7/8/8/8/8/8/4K3", false},
		{"a rook", "4k3/8/8/8/8/8/8/R3K3", false},
		{"a queen", "4k3/8/8/8/8/8/8/Q3K3", false},
	} {
		_, ending := parse(t, test.placement+" w - - 0 1").Outcome(once)
		if dead := ending == rules.DeadMaterial; dead != test.dead {
			t.Errorf("%s: got %q, want dead: %t", test.name, ending, test.dead)
		}
	}
}

// Keys are those of the positions that can still recur.
func TestRepetitionsAfterAMove(t *testing.T) {
	t.Parallel()
	p := parse(t, rules.StartFEN)
	keys := rules.Repetitions{p.Key()}
	for i, move := range []string{"Nf3", "Nf6", "Ng1", "Ng8", "Nf3", "Nf6", "Ng1", "Ng8"} {
		var err error
		if p, _, err = p.Move(move); err != nil {
			t.Fatal(err)
		}
		if keys = keys.After(p); len(keys) != i+2 || keys[i+1] != p.Key() {
			t.Fatalf("after %d plies: got %d keys, want %d, the present one last", i+1, len(keys), i+2)
		}
		if got := p.Claim(keys); (got == rules.Threefold) != (i == 7) {
			t.Errorf("after %d plies: got claim %q, want one at the third time only, after 8", i+1, got)
		}
	}
	p, _, _ = p.Move("a3")
	if keys := keys.After(p); len(keys) != 1 || keys[0] != p.Key() {
		t.Errorf("after a pawn's move: got %v, want its own key", keys)
	}
}

// kept is a position from a game from which no game may start.
func kept(t *testing.T, fen string) rules.Position {
	t.Helper()
	p, err := rules.KeptFEN(fen)
	if err != nil {
		t.Fatalf("KeptFEN(%q): %v", fen, err)
	}
	return p
}
