package rules

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

var fuzzPositions = []string{
	StartFEN,
	"r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1",
	"r3k2r/8/8/8/8/8/8/R3K2R b KQkq - 0 1",
	"1n5k/P7/8/8/8/8/8/K7 w - - 0 1",
	"4k3/8/8/8/8/8/p6P/1N2K3 b - - 9 30",
	"8/8/8/K2pP2r/8/8/8/4k3 w - d6 0 2",
	"4k3/8/8/3pP3/8/8/8/4K3 w - d6 0 2",
	"1k6/8/8/8/4Q2Q/8/K7/7Q w - - 0 1",
	"r3k2r/p1ppqpb1/bn2pnp1/3PN3/1p2P3/2N2Q1p/PPPBBPPP/R3K2R w KQkq - 0 1",
	"rnb1kbnr/pppp1ppp/8/4p3/6Pq/5P2/PPPPP2P/RNBQKBNR w KQkq - 1 3", // mate
}

// Any text is a legal move, or an error of the right kind that is short enough to
// show.
func FuzzMove(f *testing.F) {
	for i := range fuzzPositions {
		for _, text := range []string{"e2e4", "Nf3", "O-O", "0-0-0+", "e1g1", "a7a8q", "axb8=N#", "exd6", "Qh4e1", "Q1e1!?", "", "\xff", "Nf3 is too long to be a move"} {
			f.Add(uint8(i), text)
		}
	}
	f.Fuzz(func(t *testing.T, i uint8, text string) {
		p := parsed(t, fuzzPositions[int(i)%len(fuzzPositions)])
		next, m, err := p.Move(text)
		if err != nil {
			if errors.Is(err, ErrBadMove) == errors.Is(err, ErrIllegal) {
				t.Errorf("Move(%q): got %v, want one of ErrBadMove and ErrIllegal", text, err)
			}
			if len(err.Error()) > 200 || !utf8.ValidString(err.Error()) || strings.ContainsFunc(err.Error(), unicode.IsControl) {
				t.Errorf("Move(%q): got the error %q, want it short and printable", text, err)
			}
			return
		}
		if !slices.Contains(p.Legal(), m.UCI) {
			t.Errorf("Move(%q): got %v, which is not legal", text, m)
		}
		for _, same := range []string{m.UCI, m.SAN} {
			if again, n, err := p.Move(same); err != nil || n != m || again.FEN() != next.FEN() {
				t.Errorf("Move(%q): got %v, then %v, %v for %s", text, m, n, err, same)
			}
		}
	})
}

// An accepted FEN is a position from which a game can continue.
func FuzzFEN(f *testing.F) {
	for _, fen := range fuzzPositions {
		f.Add(fen)
	}
	for _, test := range perfts {
		f.Add(test.fen)
	}
	f.Add("4k3/8/8/8/3pP3/8/8/3RK3 b - e3 0 1")
	f.Add("  4k3/8/8/8/8/8/8/4K2R \t b  K -  007   9 ")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ParseFEN(text)
		if err != nil {
			if !errors.Is(err, ErrBadFEN) || len(err.Error()) > 200 {
				t.Errorf("got %v, want a short error that wraps ErrBadFEN", err)
			}
			return
		}
		fen := p.FEN()
		if again := parsed(t, fen); again.FEN() != fen || again.Key() != p.Key() || again.board != p.board {
			t.Errorf("%q became %q", fen, again.FEN())
		}
		goesOn(t, p)
	})
}

// goesOn checks the moves of a position: each can be played in both notations, no
// two have the same text, and none leaves its own king in check.
func goesOn(t *testing.T, p Position) {
	t.Helper()
	names := map[string]string{}
	for _, move := range p.Legal() {
		next, m, err := p.Move(move)
		if err != nil || m.UCI != move {
			t.Fatalf("%s: Move(%s): got %v, %v", p.FEN(), move, m, err)
		}
		if other, taken := names[m.SAN]; taken {
			t.Errorf("%s: %s and %s are both %s", p.FEN(), other, move, m.SAN)
		}
		names[m.SAN] = move
		if same, n, err := p.Move(m.SAN); err != nil || n != m || same.FEN() != next.FEN() {
			t.Errorf("%s: Move(%s): got %v, %v, want %v", p.FEN(), m.SAN, n, err, m)
		}
		if next.board.attacked(next.board.king(p.Turn()), next.Turn()) {
			t.Errorf("%s: %s leaves the king in check", p.FEN(), move)
		}
		if next.Check() != strings.ContainsAny(m.SAN, "+#") {
			t.Errorf("%s: %s, check %t", p.FEN(), m.SAN, next.Check())
		}
		if placement, _, _ := strings.Cut(next.FEN(), " "); placement != next.board.placement() {
			t.Errorf("%s: after %s: got board %s, want %s", p.FEN(), move, next.board.placement(), placement)
		}
		loaded, err := KeptFEN(next.FEN())
		if err != nil || loaded.FEN() != next.FEN() || loaded.Key() != next.Key() || loaded.Check() != next.Check() {
			t.Errorf("%s: after %s: got %s back, %v, want %s", p.FEN(), move, loaded.FEN(), err, next.FEN())
		}
		if !slices.Equal(loaded.Legal(), next.Legal()) {
			t.Errorf("%s: after %s: got %v, loaded %v", p.FEN(), move, next.Legal(), loaded.Legal())
		}
	}
}

func parsed(t testing.TB, fen string) Position {
	t.Helper()
	p, err := ParseFEN(fen)
	if err != nil {
		t.Fatalf("ParseFEN(%q): %v", fen, err)
	}
	return p
}
