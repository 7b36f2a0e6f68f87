package rules_test

import (
	"errors"
	"strings"
	"testing"

	"kibitz/game/rules"
)

func TestAGoodFENIsKeptAsItIs(t *testing.T) {
	t.Parallel()
	for _, fen := range []string{
		rules.StartFEN,
		"4k3/8/8/8/8/8/8/4K2R b K - 100 1000",
		"r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1",
		"rnbqkbnr/ppp1pppp/8/8/3pP3/8/PPPP1PPP/RNBQKBNR b KQkq e3 0 3",
		"rnbqkbnr/pppp1ppp/8/3Pp3/8/8/PPP1PPPP/RNBQKBNR w KQkq e6 0 3",
		"rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq e3 0 1", // nobody can take
		"1k6/8/8/8/4Q2Q/8/K7/7Q w - - 0 1",
		"4k3/8/8/8/4r3/8/8/4K3 w - - 0 1", // in check, and to move
	} {
		p, err := rules.ParseFEN(fen)
		if err != nil {
			t.Errorf("ParseFEN(%q): %v", fen, err)
		} else if got := p.FEN(); got != fen {
			t.Errorf("ParseFEN(%q): got %q back", fen, got)
		}
	}
}

func TestAnOddlyWrittenFENIsTidied(t *testing.T) {
	t.Parallel()
	for fen, want := range map[string]string{
		"  4k3/8/8/8/8/8/8/4K2R \t b  K\n-  7   9 ": "4k3/8/8/8/8/8/8/4K2R b K - 7 9",
		"r3k2r/8/8/8/8/8/8/R3K2R w qkQK - 0 1":      "r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1",
		"4k3/8/8/8/8/8/8/4K2R b K - 007 09":         "4k3/8/8/8/8/8/8/4K2R b K - 7 9",
		"4k3/44/8/11111111/8/8/8/4K2R b K - 0 1":    "4k3/8/8/8/8/8/8/4K2R b K - 0 1",
	} {
		p, err := rules.ParseFEN(fen)
		if err != nil {
			t.Errorf("ParseFEN(%q): %v", fen, err)
		} else if got := p.FEN(); got != want {
			t.Errorf("ParseFEN(%q): got %q, want %q", fen, got, want)
		}
	}
}

func TestABadFENIsRefusedInWords(t *testing.T) {
	t.Parallel()
	const (
		fields    = "it needs six fields"
		ranks     = "the pieces need eight ranks of eight squares"
		king      = "each side needs one king"
		men       = "a side has at most 16 pieces, 8 of them pawns"
		lastRank  = "a pawn stands on a last rank"
		check     = "the side that is not to move is in check"
		rights    = "castling is - or some of KQkq"
		enPassant = "the en passant square is - or the one a pawn has just jumped over"
		clock     = "the half-move clock is a number from 0 to 149"
		number    = "the move number is from 1 to 1000"
	)
	for _, test := range []struct{ fen, says string }{
		{"", fields},
		{"4k3/8/8/8/8/8/8/4K3", fields},
		{"4k3/8/8/8/8/8/8/4K3 w - - 0", fields},
		{"4k3/8/8/8/8/8/8/4K3 w - - 0 1 1", fields},
		{strings.Repeat("k", 101), "it is longer than 100 characters"},
		{strings.Repeat("k", 100), fields},
		{"4k3/8/8/8/8/8/4K3 w - - 0 1", ranks},
		{"4k3/8/8/8/8/8/8/8/4K3 w - - 0 1", ranks},
		{"4k4/8/8/8/8/8/8/4K3 w - - 0 1", ranks},
		{"4k2/8/8/8/8/8/8/4K3 w - - 0 1", ranks},
		{"4k3/9/8/8/8/8/8/4K3 w - - 0 1", ranks},
		{"4k3/8/8/8/8/8/8/4X3 w - - 0 1", ranks},
		{"4k3/8/8/8/8/8/8/4K3 W - - 0 1", "the side to move is w or b"},
		{"4k3/8/8/8/8/8/8/4K3 - - - 0 1", "the side to move is w or b"},

		{"8/8/8/8/8/8/8/4K3 w - - 0 1", king},
		{"4k3/8/8/8/8/8/8/8 w - - 0 1", king},
		{"4k3/8/8/8/8/8/8/3KK3 w - - 0 1", king},
		{"3kk3/8/8/8/8/8/8/4K3 w - - 0 1", king},
		{"4k3/8/8/PPPPPPPP/P7/8/8/4K3 w - - 0 1", men},
		{"4k3/pppppppp/p7/8/8/8/8/4K3 w - - 0 1", men},
		{"4k3/8/8/8/QQQQQQQQ/QQQQQQQQ/8/4K3 w - - 0 1", men},
		{"4k2P/8/8/8/8/8/8/4K3 w - - 0 1", lastRank},
		{"4k3/8/8/8/8/8/8/p3K3 w - - 0 1", lastRank},
		{"4k3/8/8/8/8/8/8/4RK2 w - - 0 1", check},
		{"4k3/8/8/8/8/8/4p3/3K4 b - - 0 1", check},
		{"8/8/8/3kK3/8/8/8/8 w - - 0 1", check},
		{"8/8/8/3kK3/8/8/8/8 b - - 0 1", check},
		{"4k3/8/5N2/8/8/8/8/4K3 w - - 0 1", check},
		{"4k3/3P4/8/8/8/8/8/4K3 w - - 0 1", check},

		{"r3k2r/8/8/8/8/8/8/R3K2R w KK - 0 1", rights},
		{"r3k2r/8/8/8/8/8/8/R3K2R w KX - 0 1", rights},
		{"r3k2r/8/8/8/8/8/8/R3K2R w K- - 0 1", rights},
		{"r3k2r/8/8/8/8/8/8/R3K2R w HAha - 0 1", rights},
		{"4k2r/8/8/8/8/8/8/R3K3 w K - 0 1", "castling K needs king and rook at home"},
		{"4k2r/8/8/8/8/8/8/R2K4 w Q - 0 1", "castling Q needs king and rook at home"},
		{"5k1r/8/8/8/8/8/8/4K3 w k - 0 1", "castling k needs king and rook at home"},
		{"R3k2r/8/8/8/8/8/8/4K3 b kq - 0 1", "castling q needs king and rook at home"},

		{"4k3/8/8/3pP3/8/8/8/4K3 w - d5 0 1", enPassant},   // not on the sixth rank
		{"4k3/8/8/3pP3/8/8/8/4K3 w - e6 0 1", enPassant},   // no black pawn before it
		{"4k3/8/8/3pP3/8/8/8/4K3 b - d6 0 1", enPassant},   // the wrong side to move
		{"4k3/3p4/8/3pP3/8/8/8/4K3 w - d6 0 1", enPassant}, // it cannot have come from d7
		{"4k3/8/3n4/3pP3/8/8/8/4K3 w - d6 0 1", enPassant}, // nor through d6
		{"4k3/8/8/3nP3/8/8/8/4K3 w - d6 0 1", enPassant},
		{"4k3/8/8/8/3pP3/8/8/4K3 b - e4 0 1", enPassant},
		{"4k3/8/8/8/3pP3/8/4P3/4K3 b - e3 0 1", enPassant},
		{"4k3/8/8/8/8/4p3/8/4K3 w - e4 0 1", enPassant}, // no jump leads past e4
		{"4k3/8/4P3/8/8/8/8/4K3 b - e5 0 1", enPassant}, // nor past e5
		{"4k3/8/8/8/8/8/8/4K3 w - x 0 1", enPassant},
		{"4k3/8/8/8/8/8/8/4K3 w - i6 0 1", enPassant},

		{"4k3/8/8/8/8/8/8/4K3 w - - -1 1", clock},
		{"4k3/8/8/8/8/8/8/4K3 w - - +1 1", clock},
		{"4k3/8/8/8/8/8/8/4K3 w - - 150 1", clock},
		{"4k3/8/8/8/8/8/8/4K3 w - - 99999999999999999999 1", clock},
		{"4k3/8/8/8/8/8/8/4K3 w - - x 1", clock},
		{"4k3/8/8/8/8/8/8/4K3 w - - 0 0", number},
		{"4k3/8/8/8/8/8/8/4K3 w - - 0 1001", number},
		{"4k3/8/8/8/8/8/8/4K3 w - - 0 -", number},
	} {
		_, err := rules.ParseFEN(test.fen)
		if !errors.Is(err, rules.ErrBadFEN) || !strings.Contains(err.Error(), test.says) {
			t.Errorf("ParseFEN(%q): got %v, want an error that says %q", test.fen, err, test.says)
		}
	}
}
