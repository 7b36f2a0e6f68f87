package rules

import (
	"testing"

	"kibitz/game/internal/race"
)

// The six standard test positions for move generators, with the number of legal
// games of 1, 2, 3 and 4 plies from each: chessprogramming.org/Perft_Results.
var perfts = []struct {
	name, fen string
	want      [4]int
}{
	{"1, the start", StartFEN, [4]int{20, 400, 8902, 197281}},
	{"2, Kiwipete", "r3k2r/p1ppqpb1/bn2pnp1/3PN3/1p2P3/2N2Q1p/PPPBBPPP/R3K2R w KQkq - 0 1", [4]int{48, 2039, 97862, 4085603}},
	{"3", "8/2p5/3p4/KP5r/1R3p1k/8/4P1P1/8 w - - 0 1", [4]int{14, 191, 2812, 43238}},
	{"4", "r3k2r/Pppp1ppp/1b3nbN/nP6/BBP1P3/q4N2/Pp1P2PP/R2Q1RK1 w kq - 0 1", [4]int{6, 264, 9467, 422333}},
	{"5", "rnbq1k1r/pp1Pbppp/2p5/8/2B5/8/PPP1NnPP/RNBQK2R w KQ - 1 8", [4]int{44, 1486, 62379, 2103487}},
	{"6", "r4rk1/1pp1qppp/p1np1n2/2b1p1B1/2B1P1b1/P1NP1N2/1PP1QPPP/R4RK1 w - - 0 10", [4]int{46, 2079, 89890, 3894594}},
}

// Up to three plies every move is played by its text, as a player's is. The fourth
// ply has fifty times as many moves, so they are taken from the legal moves
// directly.
func TestLegalMovesAreCountedRight(t *testing.T) {
	t.Parallel()
	for _, test := range perfts {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p, err := ParseFEN(test.fen)
			if err != nil {
				t.Fatalf("ParseFEN: %v", err)
			}
			for plies := 1; plies <= 3; plies++ {
				if got := countByText(t, p, plies); got != test.want[plies-1] {
					t.Errorf("%d plies: got %d, want %d", plies, got, test.want[plies-1])
				}
			}
			if race.Enabled && test.want[3] > 500_000 {
				return
			}
			if got := countByMove(p, 4); got != test.want[3] {
				t.Errorf("4 plies: got %d, want %d", got, test.want[3])
			}
		})
	}
}

func countByText(t *testing.T, p Position, plies int) int {
	legal := p.Legal()
	if plies == 1 {
		return len(legal)
	}
	n := 0
	for _, uci := range legal {
		next, _, err := p.Move(uci)
		if err != nil {
			t.Fatalf("Move(%s) in %s: %v", uci, p.FEN(), err)
		}
		n += countByText(t, next, plies-1)
	}
	return n
}

func countByMove(p Position, plies int) int {
	moves := p.library.ValidMoves()
	if plies == 1 {
		return len(moves)
	}
	n := 0
	for _, m := range moves {
		n += countByMove(Position{library: p.library.Update(m)}, plies-1)
	}
	return n
}
