package exhibition

import (
	"strings"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
)

func TestEveryFamousGameIsReadAndEndsAsItSays(t *testing.T) {
	scores := Scores()
	if len(scores) != 12 {
		t.Fatalf("got %d games, want 12", len(scores))
	}
	seen := map[string]bool{}
	for i := range scores {
		score := &scores[i]
		name := score.Tag("White") + " – " + score.Tag("Black")
		g, events, err := game.NewExhibit(score, game.Exhibit{Number: 1}, len(score.Line.Moves), time.Unix(0, 0))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		r := g.Record()
		mate := strings.HasSuffix(score.Line.Moves[len(score.Line.Moves)-1].SAN, "#")
		if over := r.Status == game.Over; over != mate || (over && r.Result != score.Result) || len(events) != r.Ply+1 {
			t.Errorf("%s: got %s, %s after %d plies and %d events; a mate at the end: %v", name, r.Status, r.Result, r.Ply, len(events), mate)
		}
		if score.Result == rules.NoResult || r.Source.Occasion() == "" || r.Source.Tag("Result") != "*" {
			t.Errorf("%s: result %s, occasion %q, told result %q", name, score.Result, r.Source.Occasion(), r.Source.Tag("Result"))
		}
		if got := scoreOf(r.Source); got != score {
			t.Errorf("%s: its score is taken for that of %s – %s", name, got.Tag("White"), got.Tag("Black"))
		}
		seen[name] = true
	}
	if len(seen) != len(scores) {
		t.Errorf("only %d of %d pairings differ", len(seen), len(scores))
	}
}

func TestPaceIsThatOfPeople(t *testing.T) {
	for n := range int64(len(Scores())) {
		score := numbered(n + 1)
		total := firstMove
		for ply := range score.Line.Moves {
			p := pause(n+1, score, ply)
			if again := pause(n+1, score, ply); again != p {
				t.Errorf("game %d, ply %d: %v, and then %v", n+1, ply, p, again)
			}
			if p < time.Second || p > 9*time.Second {
				t.Errorf("game %d, ply %d comes after %v", n+1, ply, p)
			}
			total += p
		}
		if mean := total / time.Duration(len(score.Line.Moves)); mean < 2*time.Second || mean > 5*time.Second {
			t.Errorf("game %d: %v a ply, want 2 s to 5 s", n+1, mean)
		}
	}
}
