package rules

import "testing"

// Whether White could mate, and then Black with the colors swapped.
func TestASideCanMateWithEnoughMaterial(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, white, black string // squares are filled from a1 and from b8
		want               bool
	}{
		{"a bare king", "K", "kq", false},
		{"a bare king against everything", "K", "kqrrbbnnpppp", false},
		{"a pawn", "KP", "k", true},
		{"a rook", "KR", "k", true},
		{"a queen", "KQ", "k", true},
		{"two knights", "KNN", "k", true},
		{"a knight and a bishop", "KNB", "k", true},
		{"a knight against a bare king", "KN", "k", false},
		{"a knight against queens", "KN", "kqq", false},
		{"a knight against a queen and a pawn", "KN", "kqp", true},
		{"a knight against a rook", "KN", "kr", true},
		{"a knight against a bishop", "KN", "kb", true},
		{"a knight against a knight", "KN", "kn", true},
		{"a dark bishop against a bare king", "KD", "k", false},
		{"a dark bishop against queens and rooks", "KD", "kqrr", false},
		{"a dark bishop against dark bishops", "KD", "kdd", false},
		{"a dark bishop against a light one", "KD", "kl", true},
		{"a dark bishop against a knight", "KD", "kn", true},
		{"a dark bishop against a pawn", "KD", "kp", true},
		{"two dark bishops against a queen", "KDD", "kq", false},
		{"light bishops against a light one", "KLL", "kl", false},
		{"a light bishop against a dark one", "KL", "kd", true},
		{"bishops on both colors", "KDL", "k", true},
	} {
		b := boardOf(test.white, test.black)
		if got := b.canMate(White); got != test.want {
			t.Errorf("%s: got %t, want %t", test.name, got, test.want)
		}
		var swapped Board
		for s, p := range b { // mirrored, so that dark squares stay dark
			if p != 0 {
				swapped[63-s] = p ^ 0x20
			}
		}
		if got := swapped.canMate(Black); got != test.want {
			t.Errorf("%s, colors swapped: got %t, want %t", test.name, got, test.want)
		}
	}
}

// boardOf sets the pieces of both sides; D and L are bishops on dark and light
// squares.
func boardOf(white, black string) Board {
	var b Board
	for _, piece := range []byte(white + black) {
		for s := range b {
			kind := Piece(piece).Kind()
			if b[s] != 0 || (kind == 'D' && !Square(s).dark()) || (kind == 'L' && Square(s).dark()) {
				continue
			}
			if b[s] = Piece(piece); kind == 'D' || kind == 'L' {
				b[s] = 'B' | Piece(piece)&0x20
			}
			break
		}
	}
	return b
}
