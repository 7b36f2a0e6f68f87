package view

import (
	"testing"

	"kibitz/game"
	"kibitz/game/rules"
)

func TestStateWords(t *testing.T) {
	const blackToMove = "4k3/8/8/8/8/8/8/4K2R b - - 0 1"
	tests := []struct {
		event game.Event
		you   rules.Color
		want  string
	}{
		{game.Event{Status: game.Open}, "", "Waiting for an opponent"},
		{game.Event{Status: game.Playing}, "", "White to move"},
		{game.Event{Status: game.Playing}, rules.White, "Your move"},
		{game.Event{Status: game.Playing, FEN: blackToMove}, rules.White, "Black to move"},
		{game.Event{Status: game.Over, Reason: game.Mate, Result: rules.WhiteWins}, rules.Black, "Checkmate. White wins"},
		{game.Event{Status: game.Over, Reason: game.Resignation, Result: rules.WhiteWins}, "", "Black resigned. White wins"},
		{game.Event{Status: game.Over, Reason: game.Stalemate, Result: rules.Drawn}, "", "Draw by stalemate"},
		{game.Event{Status: game.Over, Reason: game.Fivefold, Result: rules.Drawn}, "", "Draw by fivefold repetition"},
		{game.Event{Status: game.Over, Reason: game.SeventyFive, Result: rules.Drawn}, "", "Draw by the 75-move rule"},
		{game.Event{Status: game.Over, Reason: game.DeadMaterial, Result: rules.Drawn}, "", "Draw by insufficient material"},
		{game.Event{Status: game.Over, Reason: game.ByAbort, Result: rules.NoResult}, "", "Game aborted"},
		{game.Event{Status: game.Over, Reason: "unheard of"}, "", "Game over"},
	}
	for _, tt := range tests {
		if got := stateWords(nil, tt.event, tt.you); got != tt.want {
			t.Errorf("%s %s %s, seen by %q: %q, want %q", tt.event.Status, tt.event.Reason, tt.event.Result, tt.you, got, tt.want)
		}
	}
}

func TestSpoken(t *testing.T) {
	for san, want := range map[string]string{
		"e4":       "White pawn to e4",
		"exd5":     "White pawn takes d5",
		"Nf3":      "White knight to f3",
		"Nbxd7+":   "White knight takes d7, check",
		"O-O":      "White castles kingside",
		"O-O-O+":   "White castles queenside, check",
		"e8=Q#":    "White pawn to e8, becomes a queen, checkmate",
		"bxa8=N":   "White pawn takes a8, becomes a knight",
		"Qa1b2":    "White queen to b2",
		"R1a3":     "White rook to a3",
		"":         "White ",
		"not a e4": "White pawn to e4",
	} {
		if got := spoken(nil, rules.White, san); got != want {
			t.Errorf("spoken(%q) = %q, want %q", san, got, want)
		}
	}
}
