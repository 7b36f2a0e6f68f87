package game

import (
	"testing"

	"kibitz/game/pgn"
	"kibitz/game/rules"
)

// An imported game and its events are in step with its moves. This one begins after
// fifty quiet moves of both sides, which nobody is there to claim, and a pawn move
// ends the run.
func TestAnImportedGameIsInStepWithItsMoves(t *testing.T) {
	t.Parallel()
	read, err := pgn.Read([]byte("[TimeControl \"60\"]\n[FEN \"4k3/8/8/8/8/8/P6R/4K3 w - - 100 80\"]\n\n" +
		"80. Rh8+ {[%clk 0:00:50]} Kd7 {[%clk 0:00:40]} 81. a4 {[%clk 0:00:30]} *"))
	if err != nil {
		t.Fatal(err)
	}
	moves := read[0].Line.Moves
	for plies := range len(moves) + 1 {
		score := read[0]
		score.Line.Moves = moves[:plies]
		g, events, err := Import(&score, testTime)
		if err != nil {
			t.Fatal(err)
		}
		if got := g.position.FEN(); got != g.record.FEN || g.record.Ply != plies || len(g.record.Repetitions) != 1 || g.record.Repetitions[0] != g.position.Key() {
			t.Errorf("%d plies: the position is %s, the record %+v", plies, got, g.record)
		}
		for i, e := range events {
			p, err := rules.KeptFEN(e.FEN)
			if err != nil || e.Ply != i || e.Check != p.Check() || e.Claim != "" {
				t.Errorf("event %d: ply %d, check: %t, claim %q, %v; want %d, %t and none", e.Version, e.Ply, e.Check, e.Claim, err, i, p.Check())
			}
		}
		said, err := g.Say(Player{ID: "looker", Name: "Keen Owl"}, SpectatorsRoom, "well played", testTime)
		if err != nil || said.Check != g.position.Check() || said.Claim != "" {
			t.Errorf("%d plies, said later: check: %t, claim %q, %v", plies, said.Check, said.Claim, err)
		}
	}
	if _, _, err := Import(&pgn.Game{StartFEN: rules.StartFEN, Line: pgn.Line{Moves: []pgn.Move{{FEN: "nothing"}}}}, testTime); err == nil {
		t.Error("a score without an end: got no error")
	}
}
