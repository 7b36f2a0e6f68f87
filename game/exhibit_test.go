package game_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
	"kibitz/game/wire"
)

func TestExhibitTellsItsResultWhenItIsOver(t *testing.T) {
	score, at := gametest.Score(t), gametest.Start
	g, events, err := game.NewExhibit(score, game.Exhibit{Number: 1}, 0, at)
	if err != nil {
		t.Fatal(err)
	}
	for over := false; !over; at = at.Add(time.Second) {
		over = g.Record().Status == game.Over
		s := game.NewSnapshot(g.Record(), events[1:])
		body, err := wire.SnapshotJSON(&s, "", game.Presence{})
		if err != nil {
			t.Fatal(err)
		}
		want := rules.NoResult
		if over {
			want = score.Result
		}
		if pgn := s.PGN(""); !strings.Contains(string(body), `"Result":"`+string(want)+`"`) || !strings.Contains(pgn, `[Result "`+string(want)+`"]`) {
			t.Errorf("after ply %d the result should be %s in %s and %s", s.Ply, want, body, pgn)
		}
		if e, err := g.Relay(score, at, at); err == nil {
			events = append(events, e)
		}
	}
}

// A version of the program may have begun a game for which another version has
// different moves, so that the next move can never be made.
func TestExhibitWhoseScoreDoesNotGoOnIsAborted(t *testing.T) {
	score := gametest.Score(t)
	g, _, err := game.NewExhibit(score, game.Exhibit{Number: 1}, 2, gametest.Start)
	if err != nil {
		t.Fatal(err)
	}
	other := *score
	other.Line.Moves = slices.Clone(score.Line.Moves)
	other.Line.Moves[2] = score.Line.Moves[0]
	at := gametest.Start.Add(time.Minute)
	e, err := g.Relay(&other, at, at)
	if r := g.Record(); err != nil || e.Kind != game.Aborted || r.Status != game.Over || !r.Exhibit.Due.Equal(e.At) {
		t.Errorf("got %s, %v, and the game %s, over since %v; want it aborted at %v", e.Kind, err, r.Status, r.Exhibit.Due, e.At)
	}
}
