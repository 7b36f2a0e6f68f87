package shelf

import (
	"fmt"
	"testing"

	"kibitz/game"
	"kibitz/game/rules"
)

// Encodings of many games.
func TestEncodingsAreBounded(t *testing.T) {
	e := NewEncodings(nil)
	for i := range 2 * rememberedEncodings {
		g := game.Snapshot{Event: game.Event{Game: game.ID(fmt.Sprintf("%08d", i)), FEN: rules.StartFEN, Status: game.Playing}}
		if _, err := e.Of(t.Context(), g, "", game.Presence{}); err != nil {
			t.Fatal(err)
		}
	}
	if got := e.made.Len(); got > rememberedEncodings {
		t.Errorf("%d are kept, want at most %d", got, rememberedEncodings)
	}
}
