package rules_test

import (
	"errors"
	"strings"
	"testing"

	"kibitz/game/rules"
)

const (
	castling    = "r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1"
	promoting   = "1n5k/P7/8/8/8/8/8/K7 w - - 0 1"
	twoKnights  = "4k3/8/8/8/8/8/8/1N2KN2 w - - 0 1"
	threeQueens = "1k6/8/8/8/4Q2Q/8/K7/7Q w - - 0 1"
)

func TestAMoveIsReadInUCIAndInSAN(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, fen string
		texts     []string
		uci, san  string
	}{
		{"pawn", rules.StartFEN, []string{"e2e4", "e4", "e2e4 ", "\te4\n", "e4!", "e4?!", "e2xe4"}, "e2e4", "e4"},
		{"knight", rules.StartFEN, []string{"g1f3", "Nf3", "Ngf3", "N1f3", "Ng1f3", "Nf3!?", "Nf3+"}, "g1f3", "Nf3"},
		{"pawn takes", "4k3/8/8/3p4/4P3/8/8/4K3 w - - 0 1", []string{"e4d5", "exd5", "ed5", "e4xd5", "xd5"}, "e4d5", "exd5"},
		{"b-pawn, not bishop", "4k3/8/8/8/8/2p5/1P1B4/4K3 w - - 0 1", []string{"bxc3", "b2c3"}, "b2c3", "bxc3"},
		{"bishop, not b-pawn", "4k3/8/8/8/8/2p5/1P1B4/4K3 w - - 0 1", []string{"Bxc3", "d2c3"}, "d2c3", "Bxc3"},
		{"en passant", "4k3/8/8/3pP3/8/8/8/4K3 w - d6 0 2", []string{"e5d6", "exd6"}, "e5d6", "exd6"},

		{"short castling", castling, []string{"e1g1", "O-O", "0-0", "O-O!"}, "e1g1", "O-O"},
		{"long castling", castling, []string{"e1c1", "O-O-O", "0-0-0", "O-O-O+"}, "e1c1", "O-O-O"},
		{"Black castles short", strings.Replace(castling, " w ", " b ", 1), []string{"e8g8", "O-O"}, "e8g8", "O-O"},
		{"Black castles long", strings.Replace(castling, " w ", " b ", 1), []string{"e8c8", "0-0-0"}, "e8c8", "O-O-O"},
		{"castling with check", "5k2/8/8/8/8/8/8/4K2R w K - 0 1", []string{"O-O", "O-O+", "e1g1"}, "e1g1", "O-O+"},
		{"castling with mate", "2rkr3/2p1p3/8/8/8/8/8/R3K3 w Q - 0 1", []string{"O-O-O", "O-O-O#", "e1c1"}, "e1c1", "O-O-O#"},
		{"castling with the rook attacked", "4k3/8/8/8/7r/8/8/4K2R w K - 0 1", []string{"O-O"}, "e1g1", "O-O"},
		{"long castling past an attacked b1", "1r2k3/8/8/8/8/8/8/R3K3 w Q - 0 1", []string{"O-O-O"}, "e1c1", "O-O-O"},
		{"a king's single step", "4k3/8/8/8/8/8/8/5K2 w - - 0 1", []string{"Kg1", "f1g1"}, "f1g1", "Kg1"},

		{"promotion", promoting, []string{"a7a8q", "a8=Q", "a8Q", "a7a8Q"}, "a7a8q", "a8=Q"},
		{"promotion to a knight", promoting, []string{"a7a8n", "a8=N", "a8=N!"}, "a7a8n", "a8=N"},
		{"promotion to a rook", promoting, []string{"a7a8r", "a8R"}, "a7a8r", "a8=R"},
		{"promotion to a bishop", promoting, []string{"a7a8b", "a8=B"}, "a7a8b", "a8=B"},
		{"promotion by taking, with check", promoting, []string{"a7b8q", "axb8=Q+", "axb8=Q", "axb8Q", "ab8=Q"}, "a7b8q", "axb8=Q+"},

		{"the file is enough", twoKnights, []string{"Nbd2", "Nb1d2", "b1d2"}, "b1d2", "Nbd2"},
		{"the other file", twoKnights, []string{"Nfd2", "f1d2"}, "f1d2", "Nfd2"},
		{"the rank is needed", "4k3/8/8/3N4/8/8/8/3NK3 w - - 0 1", []string{"N1c3", "Nd1c3", "d1c3"}, "d1c3", "N1c3"},
		{"both are needed", threeQueens, []string{"Qh4e1", "h4e1"}, "h4e1", "Qh4e1"},
		{"the file is enough of three", threeQueens, []string{"Qee1", "e4e1"}, "e4e1", "Qee1"},
		{"the rank is enough of three", threeQueens, []string{"Q1e1", "h1e1"}, "h1e1", "Q1e1"},
		{"a pinned piece is no other", "4k3/8/8/8/1b6/2N5/8/4K1N1 w - - 0 1", []string{"Ne2", "Nge2", "g1e2"}, "g1e2", "Ne2"},

		{"check", "rnbqkbnr/ppppp1pp/8/5p2/4P3/8/PPPP1PPP/RNBQKBNR w KQkq - 0 2", []string{"Qh5", "Qh5+", "Qh5#", "d1h5"}, "d1h5", "Qh5+"},
		{"mate", "rnbqkbnr/pppp1ppp/8/4p3/6P1/5P2/PPPPP2P/RNBQKBNR b KQkq - 0 2", []string{"Qh4", "Qh4#", "Qh4+", "Qh4#!!", "d8h4"}, "d8h4", "Qh4#"},
		{"discovered double check", "4k3/8/8/8/4N3/8/8/4RK2 w - - 0 1", []string{"Nf6", "Nf6+"}, "e4f6", "Nf6+"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := parse(t, test.fen)
			for _, text := range test.texts {
				_, got, err := p.Move(text)
				if want := (rules.Move{UCI: test.uci, SAN: test.san}); err != nil || got != want {
					t.Errorf("Move(%q): got %v, %v, want %v", text, got, err, want)
				}
			}
		})
	}
}

func TestAMoveThatCannotBePlayedSaysWhy(t *testing.T) {
	t.Parallel()
	const choose, apart = "must say what the pawn becomes", "could be more than one piece"
	for _, test := range []struct {
		name, fen string
		texts     []string
		want      error
		says      string
	}{
		{"neither UCI nor SAN", rules.StartFEN, []string{"", " ", "e", "e9", "i4", "E2E4", "e2-e4", "Pe4", "nf3", "e4e", "e2 e4", "e4\ne5",
			"--", "0000", "O-O-O-O", "o-o", "0-O", "Kt-KB3", "e2e4k", "e2e4p", "a8=K", "e4???", "e4++", "♘f3", "\x00", "\xff\xfe", "Nf3\u00a0x"}, rules.ErrBadMove, "neither UCI"},
		{"too long", rules.StartFEN, []string{"Nf3 is what I want to play", strings.Repeat("é", 1000)}, rules.ErrBadMove, "too long"},
		{"not legal", rules.StartFEN, []string{"e2e5", "e5", "Nd2", "Ke2", "a1a1", "e3e4", "Nb1f3", "exd3", "e4=Q", "e2e4q"}, rules.ErrIllegal, "not legal"},
		{"the other side's", rules.StartFEN, []string{"e7e5", "Nf6", "g8f6"}, rules.ErrIllegal, "not legal"},
		{"the wrong piece", rules.StartFEN, []string{"Be4", "Ra3", "Qg1f3"}, rules.ErrIllegal, "not legal"},
		{"no piece named", promoting, []string{"a7a8", "a8", "a7b8", "axb8", "axb8+"}, rules.ErrIllegal, choose},
		{"two could go there", twoKnights, []string{"Nd2", "N1d2", "Nd2+"}, rules.ErrIllegal, apart},
		{"two pawns could go there", "1n5k/P1P5/8/8/8/8/8/K7 w - - 0 1", []string{"xb8=Q", "b8=N"}, rules.ErrIllegal, apart},
		{"three could go there", threeQueens, []string{"Qe1", "Qhe1"}, rules.ErrIllegal, apart},
		{"castling written as a king's move", castling, []string{"Kg1", "Kc1", "Ke1g1", "e1h1", "e1a1"}, rules.ErrIllegal, "not legal"},
		{"castling with pieces between", rules.StartFEN, []string{"O-O", "O-O-O", "e1g1"}, rules.ErrIllegal, "not legal"},
		{"castling without the right", strings.Replace(castling, "KQkq", "Qkq", 1), []string{"O-O", "e1g1"}, rules.ErrIllegal, "not legal"},
		{"castling out of check", "4k3/8/8/8/4r3/8/8/R3K2R w KQ - 0 1", []string{"O-O", "O-O-O", "e1g1"}, rules.ErrIllegal, "not legal"},
		{"castling through check", "4k3/8/8/8/5r2/8/8/4K2R w K - 0 1", []string{"O-O", "e1g1"}, rules.ErrIllegal, "not legal"},
		{"castling into check", "4k3/8/8/8/6r1/8/8/4K2R w K - 0 1", []string{"O-O", "e1g1"}, rules.ErrIllegal, "not legal"},
		{"a pinned piece", "4k3/8/8/8/1b6/2N5/8/4K1N1 w - - 0 1", []string{"Nce2", "Nd5", "c3d5"}, rules.ErrIllegal, "not legal"},
		{"into check", "4k3/8/8/8/8/8/5r2/4K3 w - - 0 1", []string{"Kd2", "Ke2", "e1f1"}, rules.ErrIllegal, "not legal"},
		{"check not answered", "4k3/8/8/8/4r3/8/P7/4K3 w - - 0 1", []string{"a3", "Ke2"}, rules.ErrIllegal, "not legal"},
		{"en passant too late", "4k3/8/8/3pP3/8/8/8/4K3 w - - 0 2", []string{"exd6", "e5d6"}, rules.ErrIllegal, "not legal"},
		{"en passant that lays the king bare", "8/8/8/K2pP2r/8/8/8/4k3 w - d6 0 2", []string{"exd6", "e5d6"}, rules.ErrIllegal, "not legal"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := parse(t, test.fen)
			for _, text := range test.texts {
				_, got, err := p.Move(text)
				if !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.says) {
					t.Errorf("Move(%q): got %v, %v, want an error that says %q", text, got, err, test.says)
				} else if len(err.Error()) > 150 {
					t.Errorf("Move(%q): the error is %d bytes long", text, len(err.Error()))
				}
			}
		})
	}
}

// A text of 16 bytes is shown unchanged; a longer one is not read.
func TestALongTextIsNoMove(t *testing.T) {
	t.Parallel()
	p := parse(t, rules.StartFEN)
	for n := 15; n <= 18; n++ {
		_, _, err := p.Move(strings.Repeat("x", n))
		if !errors.Is(err, rules.ErrBadMove) || strings.Contains(err.Error(), "too long") != (n > 16) {
			t.Errorf("%d bytes: got %v, want ErrBadMove, and too long from 17", n, err)
		}
	}
}

func TestAMoveLeadsToThePositionAfterIt(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, fen, move, want string }{
		{"double step", rules.StartFEN, "e4", "rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq e3 0 1"},
		{"quiet move", rules.StartFEN, "Nf3", "rnbqkbnr/pppppppp/8/8/8/5N2/PPPPPPPP/RNBQKB1R b KQkq - 1 1"},
		{"Black's move", "4k3/8/8/8/8/8/8/4K2R b K - 7 30", "Kd7", "8/3k4/8/8/8/8/8/4K2R w K - 8 31"},
		{"en passant", "4k3/8/8/3pP3/8/8/8/4K3 w - d6 0 2", "exd6", "4k3/8/3P4/8/8/8/8/4K3 b - - 0 2"},
		{"short castling", castling, "O-O", "r3k2r/8/8/8/8/8/8/R4RK1 b kq - 1 1"},
		{"long castling", castling, "O-O-O", "r3k2r/8/8/8/8/8/8/2KR3R b kq - 1 1"},
		{"a rook takes a rook at home", castling, "Rxh8+", "r3k2R/8/8/8/8/8/8/R3K3 b Qq - 0 1"},
		{"promotion", promoting, "axb8=R+", "1R5k/8/8/8/8/8/8/K7 b - - 0 1"},
	} {
		p := parse(t, test.fen)
		next, _, err := p.Move(test.move)
		if err != nil || next.FEN() != test.want {
			t.Errorf("%s: got %v, %v, want %s", test.name, next, err, test.want)
		}
		if p.FEN() != test.fen {
			t.Errorf("%s: the position before became %s", test.name, p.FEN())
		}
	}
}

func parse(t *testing.T, fen string) rules.Position {
	t.Helper()
	p, err := rules.ParseFEN(fen)
	if err != nil {
		t.Fatalf("ParseFEN(%q): %v", fen, err)
	}
	return p
}
