package rules

import "testing"

func TestSquaresAreNamedRankByRank(t *testing.T) {
	t.Parallel()
	for s, name := range map[Square]string{0: "a1", 7: "h1", 8: "a2", 28: "e4", 56: "a8", 63: "h8"} {
		if got := s.String(); got != name {
			t.Errorf("Square(%d): got %q, want %q", s, got, name)
		}
		if got, ok := ParseSquare(name); !ok || got != s {
			t.Errorf("ParseSquare(%q): got %d, %t, want %d", name, got, ok, s)
		}
	}
	for _, name := range []string{"", "e", "e0", "e9", "i1", "4e", "E4", "e44", "-"} {
		if got, ok := ParseSquare(name); ok {
			t.Errorf("ParseSquare(%q): got %d, want none", name, got)
		}
	}
}

func TestAPieceIsItsLetter(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		piece Piece
		color Color
		kind  byte
	}{{'K', White, 'K'}, {'p', Black, 'P'}, {'n', Black, 'N'}, {0, "", 0}} {
		if test.piece.Color() != test.color || test.piece.Kind() != test.kind {
			t.Errorf("piece %q: got %q, %q, want %q, %q", test.piece, test.piece.Color(), test.piece.Kind(), test.color, test.kind)
		}
	}
}

// One lonely piece on an empty board, and squares it does and does not attack.
func TestAttackedKnowsEveryPiece(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		placement string
		by        Color
		yes, no   []string
	}{
		{"8/8/8/8/3P4/8/8/8", White, []string{"c5", "e5"}, []string{"d5", "d6", "c3", "e3", "d4"}},
		{"8/8/8/8/3p4/8/8/8", Black, []string{"c3", "e3"}, []string{"d3", "c5", "e5"}},
		{"8/8/8/8/P7/8/8/8", White, []string{"b5"}, []string{"h5", "h6", "a5"}},
		{"8/8/8/8/3N4/8/8/8", White, []string{"b3", "b5", "c2", "c6", "e2", "e6", "f3", "f5"}, []string{"d5", "e5", "d6"}},
		{"8/8/8/8/3B4/8/8/8", White, []string{"a1", "h8", "a7", "g1"}, []string{"d5", "h7"}},
		{"8/8/8/8/3R4/8/8/8", White, []string{"d1", "d8", "a4", "h4"}, []string{"e5", "c3"}},
		{"8/8/8/8/3Q4/8/8/8", White, []string{"d1", "d8", "a4", "h4", "a1", "h8"}, []string{"e6", "b3"}},
		{"8/8/8/8/3K4/8/8/8", White, []string{"c3", "c4", "c5", "d3", "d5", "e3", "e4", "e5"}, []string{"d6", "f4", "b2"}},
		{"8/8/8/3p4/3R4/8/8/8", White, []string{"d5"}, []string{"d6", "d8"}}, // not through a piece
	} {
		b, ok := parseBoard(test.placement)
		if !ok {
			t.Fatalf("parseBoard(%q) failed", test.placement)
		}
		for want, names := range map[bool][]string{true: test.yes, false: test.no} {
			for _, name := range names {
				s, _ := ParseSquare(name)
				if got := b.attacked(s, test.by); got != want {
					t.Errorf("%s: %s attacked by %s: got %t, want %t", test.placement, name, test.by, got, want)
				}
				if b.attacked(s, test.by.Other()) {
					t.Errorf("%s: %s attacked by %s, who has no pieces", test.placement, name, test.by.Other())
				}
			}
		}
	}
}

func TestABoardIsReadOnlyFromEightRanksOfEight(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "8/8/8/8/8/8/8", "8/8/8/8/8/8/8/8/8", "9/8/8/8/8/8/8/8", "0/8/8/8/8/8/8/8",
		"7/8/8/8/8/8/8/8", "44p/8/8/8/8/8/8/8", "ppppppppp/8/8/8/8/8/8/8", "7x/8/8/8/8/8/8/8", "8/8/8/8//8/8/8", "8/8/8/8/8/8/8/8 "} {
		if _, ok := parseBoard(bad); ok {
			t.Errorf("parseBoard(%q) was accepted", bad)
		}
	}
	b, ok := parseBoard("r7/8/8/8/8/8/8/4K2n")
	if want := (Board{56: 'r', 4: 'K', 7: 'n'}); !ok || b != want {
		t.Errorf("parseBoard: got %v, %t, want %v", b, ok, want)
	}
}

func TestAPositionTellsItsBoardAndTurn(t *testing.T) {
	t.Parallel()
	p, err := ParseFEN("4k3/8/8/8/8/8/8/4K2R b K - 3 9")
	if err != nil {
		t.Fatalf("ParseFEN: %v", err)
	}
	if want := (Board{60: 'k', 4: 'K', 7: 'R'}); p.Board() != want {
		t.Errorf("Board: got %v, want %v", p.Board(), want)
	}
	if p.Turn() != Black || p.Check() {
		t.Errorf("got %s to move, check %t, want black, false", p.Turn(), p.Check())
	}
}

func TestTheOtherColor(t *testing.T) {
	t.Parallel()
	for c, want := range map[Color]Color{White: Black, Black: White, "": ""} {
		if got := c.Other(); got != want {
			t.Errorf("%q.Other(): got %q, want %q", c, got, want)
		}
	}
}
