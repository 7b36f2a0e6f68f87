package pgn

import (
	"errors"
	"testing"
)

// A position may have six times as many legal moves as usual. A file of such
// positions must not keep the server busy six times as long.
func TestLegalMovesOfAFileAreCounted(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		text    string
		choices int // at its positions with a move to come
	}{
		{"1. e4 e5 2. Nf3 *", 20 + 20 + 29},
		{"1. e4 (1. d4 d5) e5 *", 20 + 20 + 20 + 20},
		{"1. e4 e5 (1... -- 2. d4) *", 20 + 20 + 20 + 30},
	} {
		for spare, want := range map[int]error{0: nil, -1: errManyChoices} {
			r := reader{scanner: scanner{text: test.text, line: 1}, choices: maxChoices - test.choices - spare}
			err := r.read()
			var at *Error
			if !errors.Is(err, want) || want != nil && (!errors.As(err, &at) || at.Move == "") {
				t.Errorf("%s, and %d to spare: got %v, want %v", test.text, spare, err, want)
			}
		}
	}
}
