package game_test

import (
	"errors"
	"strings"
	"testing"

	"kibitz/game"
	"kibitz/game/rules"
)

func TestAGameNeedsAPositionThatIsNotOver(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, fen, says string }{
		{"mate", "rnb1kbnr/pppp1ppp/8/4p3/6Pq/5P2/PPPPP2P/RNBQKBNR w KQkq - 1 3", "(mate)"},
		{"stalemate", "7k/5Q2/6K1/8/8/8/8/8 b - - 0 1", "(stalemate)"},
		{"dead", "7k/8/6K1/8/8/8/8/8 b - - 0 1", "(material)"},
	} {
		_, _, err := game.New(game.Setup{FEN: test.fen}, when)
		if !errors.Is(err, rules.ErrBadFEN) || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: got %v, want an error that says %q", test.name, err, test.says)
		}
	}
}
