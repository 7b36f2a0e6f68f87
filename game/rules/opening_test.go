package rules_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/internal/race"
	"kibitz/game/rules"
)

func TestOpeningsAreFoundByPosition(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ moves, want string }{
		{"", " "},
		{"e4", "B00 King's Pawn"},
		{"e4 e5 Nf3 Nc6 Bb5", "C60 Ruy Lopez"},
		{"e4 e5 Nf3 Nc6 Bb5 a6 Ba4 Nf6 O-O Be7", "C84 Ruy Lopez: Closed"},
		{"Nf3 Nc6 e4 e5 Bb5", "C60 Ruy Lopez"},
		{"e4 c5", "B20 Sicilian Defense"},
		{"d4 Nf6 c4 g6 Nc3 Bg7 e4 d6", "E70 King's Indian Defense: Normal Variation"},
		{"e4 d6 d4 Nf6 Nc3 g6 Be3 Bg7", "B07 Pirc Defense"},
		{"c4 e5 Nc3 Nf6 Nf3 Nc6 a3 h6 h3 a6 Rb1 Rb8", "A28 English Opening: King's English Variation, Four Knights Variation, Korchnoi Line"},
		{"e4 e5 Qh5 Nc6 Bc4 Nf6 Qxf7", "C20 King's Pawn Game: Wayward Queen Attack"},
	} {
		g, events := gametest.Table{Moves: test.moves}.Set(t)
		s := game.NewSnapshot(g.Record(), slices.DeleteFunc(events, func(e game.Event) bool { return e.Kind != game.Moved }))
		o := s.Opening()
		if got := o.ECO + " " + o.Name; got != test.want {
			t.Errorf("%s: got %q, want %q", test.moves, got, test.want)
		}
	}
}

func TestOnlyNamedPositionsHaveAName(t *testing.T) {
	t.Parallel()
	for _, fen := range []string{"", "x", "a b", "a b c", rules.StartFEN, "4k3/8/8/8/8/8/P7/4K3 b - - 3 40"} {
		if o := rules.OpeningAt(fen); o != (rules.Opening{}) {
			t.Errorf("%q: got %v, want no name", fen, o)
		}
	}
	// The en passant square does not matter, nor do the counters.
	for _, rest := range []string{"- 0 1", "e3 0 1", "- 7 20"} {
		if o := rules.OpeningAt("rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq " + rest); o.Name != "King's Pawn" {
			t.Errorf("1. e4 with %q: got %v", rest, o)
		}
	}
}

func TestTheTableOfOpeningsIsSound(t *testing.T) {
	t.Parallel()
	table, err := os.ReadFile("openings.tsv")
	if err != nil {
		t.Fatal(err)
	}
	row := regexp.MustCompile(`^[0-9a-f]{16}\t[A-E]\d\d\t\S.*\S$`)
	lines := strings.Split(strings.TrimSpace(string(table)), "\n")
	if len(lines) < 3_000 || len(lines) != rules.Openings() || !slices.IsSorted(lines) {
		t.Errorf("%d lines for %d positions; want over 3,000, as many and in order", len(lines), rules.Openings())
	}
	for _, line := range lines {
		if !row.MatchString(line) {
			t.Errorf("got the line %q", line)
		}
	}
}

// The rules library ships the moves that lead to each named position; playing them
// must give the name. With the race detector on, only every tenth is played.
func TestTheMovesOfEveryOpeningLeadToItsName(t *testing.T) {
	t.Parallel()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/notnil/chess").Output()
	if err != nil {
		t.Fatal(err)
	}
	table, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "opening", "eco_lichess.tsv"))
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(strings.TrimSpace(string(table)), "\n") {
		row := strings.Split(line, "\t") // eco, name, pgn, uci, epd
		if i == 0 || (race.Enabled && i%10 != 0) {
			continue
		}
		p, err := rules.ParseFEN(rules.StartFEN)
		for _, m := range strings.Fields(row[3]) {
			if err == nil {
				p, _, err = p.Move(m)
			}
		}
		if o := rules.OpeningAt(p.FEN()); err != nil || o != (rules.Opening{ECO: row[0], Name: row[1]}) {
			t.Errorf("%s: got %v, %v, want %s %s", row[2], o, err, row[0], row[1])
		}
	}
}

func BenchmarkOpenings(b *testing.B) {
	b.Run("load", func(b *testing.B) {
		for b.Loop() {
			rules.LoadOpenings()
		}
	})
	b.Run("find", func(b *testing.B) {
		for b.Loop() {
			rules.OpeningAt(rules.StartFEN)
		}
	})
}
