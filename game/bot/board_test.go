package bot

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"kibitz/game/rules"
)

// The six positions that move generators are held to, with the number of legal
// games of 1, 2 and 3 plies from each: chessprogramming.org/Perft_Results.
var perfts = []struct {
	fen  string
	want [3]int
}{
	{rules.StartFEN, [3]int{20, 400, 8902}},
	{"r3k2r/p1ppqpb1/bn2pnp1/3PN3/1p2P3/2N2Q1p/PPPBBPPP/R3K2R w KQkq - 0 1", [3]int{48, 2039, 97862}},
	{"8/2p5/3p4/KP5r/1R3p1k/8/4P1P1/8 w - - 0 1", [3]int{14, 191, 2812}},
	{"r3k2r/Pppp1ppp/1b3nbN/nP6/BBP1P3/q4N2/Pp1P2PP/R2Q1RK1 w kq - 0 1", [3]int{6, 264, 9467}},
	{"rnbq1k1r/pp1Pbppp/2p5/8/2B5/8/PPP1NnPP/RNBQK2R w KQ - 1 8", [3]int{44, 1486, 62379}},
	{"r4rk1/1pp1qppp/p1np1n2/2b1p1B1/2B1P1b1/P1NP1N2/1PP1QPPP/R4RK1 w - - 0 10", [3]int{46, 2079, 89890}},
}

func TestBoardCountsTheGamesFromPositionsThatAreKnown(t *testing.T) {
	t.Parallel()
	for _, test := range perfts {
		b := boardOf(t, test.fen)
		for i, want := range test.want {
			if got := b.games(i + 1); got != want {
				t.Errorf("%s: %d games of %d plies, want %d", test.fen, got, i+1, want)
			}
		}
	}
}

func (b *board) games(plies int) int {
	if plies == 0 {
		return 1
	}
	n := 0
	for _, m := range b.moves(nil, false) {
		if next, ok := b.after(m); ok {
			n += next.games(plies - 1)
		}
	}
	return n
}

// Random games are played on both boards: the legal moves are the same after
// every move, and so are the two boards.
func TestBoardAgreesWithTheRules(t *testing.T) {
	t.Parallel()
	for i, fen := range startsOfRandomGames() {
		random := rand.New(rand.NewPCG(1, uint64(i)))
		p, err := rules.KeptFEN(fen)
		if err != nil {
			t.Fatal(err)
		}
		b := boardOf(t, fen)
		for range 80 {
			if fresh := boardOf(t, p.FEN()); fresh != b {
				t.Fatalf("in %s the board is\n%+v, want\n%+v", p.FEN(), b, fresh)
			}
			legal := p.Legal()
			if got := legalOn(&b); !sameMoves(got, legal) {
				t.Fatalf("in %s the board has %v, want %v", p.FEN(), got, legal)
			}
			if len(legal) == 0 {
				break
			}
			text := legal[random.IntN(len(legal))]
			if p, _, err = p.Move(text); err != nil {
				t.Fatal(err)
			}
			moves := b.moves(nil, false)
			b, _ = b.after(moves[slices.IndexFunc(moves, func(m move) bool { return m.String() == text })])
		}
	}
}

func startsOfRandomGames() []string {
	var fens []string
	for range 5 {
		for _, p := range perfts {
			fens = append(fens, p.fen)
		}
	}
	return fens
}

func legalOn(b *board) []string {
	var legal []string
	for _, m := range b.moves(nil, false) {
		if _, ok := b.after(m); ok {
			legal = append(legal, m.String())
		}
	}
	return legal
}

func sameMoves(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

// Captures are the legal moves that take something, and the promotions to a
// queen.
func TestCapturesAreAmongTheMoves(t *testing.T) {
	t.Parallel()
	for _, test := range perfts {
		b := boardOf(t, test.fen)
		want := []string{}
		for _, m := range b.moves(nil, false) {
			takes := b.squares[m.to] != 0 || (b.squares[m.from] == pawn*b.side && m.to == b.enPassant)
			if (takes && m.promotion == 0) || m.promotion == queen {
				want = append(want, m.String())
			}
		}
		got := []string{}
		for _, m := range b.moves(nil, true) {
			got = append(got, m.String())
		}
		if !sameMoves(got, want) {
			t.Errorf("%s: got %v, want %v", test.fen, got, want)
		}
	}
}

// A position is worth to one side what its mirror image is to the other.
func TestEvaluationKnowsNoColor(t *testing.T) {
	t.Parallel()
	fens := []string{"8/8/8/3k4/8/8/8/KQ6 w - - 0 1", "8/8/8/3k4/8/8/8/KN6 w - - 0 1"}
	for _, p := range perfts {
		fens = append(fens, p.fen)
	}
	for _, fen := range fens {
		b := boardOf(t, fen)
		mirror := b
		for s, piece := range b.squares {
			mirror.squares[s^56] = -piece
		}
		mirror.kings = [2]int8{b.kings[1] ^ 56, b.kings[0] ^ 56}
		mirror.side = -b.side
		if got, want := mirror.evaluate(), b.evaluate(); got != want {
			t.Errorf("%s: the mirror image is worth %d, want %d", fen, got, want)
		}
	}
}

func TestMaterialCounts(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		fen      string
		from, to int
	}{
		{rules.StartFEN, 0, 0},
		{"4k3/8/8/8/8/8/8/4K2N w - - 0 1", 0, 0},
		{"4k3/8/8/8/8/8/8/4K2Q w - - 0 1", 850, 1100},
		{"4k3/8/8/8/8/8/8/4K2Q b - - 0 1", -1100, -850},
	} {
		b := boardOf(t, test.fen)
		if got := b.evaluate(); got < test.from || got > test.to {
			t.Errorf("%s: got %d, want %d to %d", test.fen, got, test.from, test.to)
		}
	}
}

func boardOf(tb testing.TB, fen string) board {
	tb.Helper()
	b, err := newBoard(fen)
	if err != nil {
		tb.Fatal(fmt.Errorf("%s: %w", fen, err))
	}
	return b
}
