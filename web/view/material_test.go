package view

import (
	"slices"
	"testing"

	"kibitz/game"
	"kibitz/game/rules"
)

func TestMaterialIsWhatOneSideHasMoreOf(t *testing.T) {
	for fen, want := range map[string]map[rules.Color]surplus{
		rules.StartFEN: {},
		"4k3/8/8/8/8/8/PP6/4K1N1 w - - 0 1": {
			rules.White: {[]rules.Piece{'n', 'p', 'p'}, 5, "ahead by 1 knight, 2 pawns"}, rules.Black: {points: -5},
		},
		"4kb2/8/8/8/8/8/8/4K1N1 w - - 0 1": { // worth the same
			rules.White: {[]rules.Piece{'n'}, 0, "ahead by 1 knight"}, rules.Black: {[]rules.Piece{'B'}, 0, "ahead by 1 bishop"},
		},
		"qq2k3/8/8/8/8/8/8/R3K3 b - - 0 1": {
			rules.White: {[]rules.Piece{'r'}, -13, "ahead by 1 rook"}, rules.Black: {[]rules.Piece{'Q', 'Q'}, 13, "ahead by 2 queens"},
		},
	} {
		page := GamePage{Snapshot: game.Snapshot{Event: game.Event{FEN: fen}}}
		for _, c := range []rules.Color{rules.White, rules.Black} {
			got := page.surplus(c)
			if !slices.Equal(got.pieces, want[c].pieces) || got.points != want[c].points || got.text != want[c].text {
				t.Errorf("%s of %s: got %+v, want %+v", c, fen, got, want[c])
			}
		}
	}
}
