package pgn_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"kibitz/game/pgn"
	"kibitz/game/rules"
)

// Input at a limit is read; input one beyond it is not.
func TestBoundsOfAFile(t *testing.T) {
	t.Parallel()
	shuffle := strings.Repeat("Nf3 Nf6 Ng1 Ng8 ", rules.MaxPlies/4)
	for _, test := range []struct {
		name, most, more string
	}{
		{"a tag's name", "[" + strings.Repeat("x", 64) + " \"\"]\n*", "[" + strings.Repeat("x", 65) + " \"\"]\n*"},
		{"a tag's value", "[White \"" + strings.Repeat("x", 500) + "\"]\n*", "[White \"" + strings.Repeat("x", 501) + "\"]\n*"},
		{"tags", manyTags(64) + "*", manyTags(65) + "*"},
		{"a comment", "1. e4 {" + strings.Repeat("x", 16<<10) + "} *", "1. e4 {" + strings.Repeat("x", 16<<10+1) + "} *"},
		{"a comment in parts", "1. e4 {a} {" + strings.Repeat("x", 16<<10-2) + "} *", "1. e4 {a} {" + strings.Repeat("x", 16<<10-1) + "} *"},
		{"variations in variations", "1. e4" + strings.Repeat(" (1. d4", 64) + strings.Repeat(")", 64) + " *", "1. e4" + strings.Repeat(" (1. d4", 65) + strings.Repeat(")", 65) + " *"},
		{"games", strings.Repeat("1. e4 *\n", 64), strings.Repeat("1. e4 *\n", 65)},
		{"half-moves", shuffle + "*", shuffle + "Nf3 *"},
		{"glyphs", "1. e4 $255 $0 *", "1. e4 $256 *"},
		{"digits of a glyph", "1. e4 $001 *", "1. e4 $0001 *"},
	} {
		if _, err := pgn.Read([]byte(test.most)); err != nil {
			t.Errorf("%s: got %v, want it read", test.name, err)
		}
		if _, err := pgn.Read([]byte(test.more)); !errors.Is(err, pgn.ErrBad) {
			t.Errorf("%s, one more: got %v, want ErrBad", test.name, err)
		}
	}
	game := "1. e4 *"
	if _, err := pgn.Read([]byte(game + strings.Repeat(" ", pgn.MaxFile-len(game)))); err != nil {
		t.Errorf("a file of MaxFile bytes: got %v, want it read", err)
	}
	if _, err := pgn.Read([]byte("1. e4 " + strings.Repeat("(1. d4) ", 39_999))); err != nil {
		t.Errorf("40,000 moves: got %v, want them read", err)
	}
	if _, err := pgn.Read([]byte("1. e4 " + strings.Repeat("(1. d4) ", 40_000))); err == nil {
		t.Error("40,001 moves were read")
	}
}

// If a file begins or ends in the middle of something, the error names the place.
func TestAFileThatIsCutOff(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"\x00":                "line 1: this is not text",
		"1. e4\n\n\x01":       "line 3: this is not text",
		"[":                   `game 1, line 1: a tag is written [Name "value"]`,
		"[White":              `game 1, line 1: a tag is written [Name "value"]`,
		"[White \"":           `game 1, line 1: a tag is written [Name "value"]`,
		"[White \"A":          `game 1, line 1: a tag is written [Name "value"]`,
		"[White \"A\"":        `game 1, line 1: a tag is written [Name "value"]`,
		"[White \"A\\":        `game 1, line 1: a tag is written [Name "value"]`,
		"[ \"A\"]":            `game 1, line 1: a tag is written [Name "value"]`,
		"$1 1. e4 *":          "game 1, line 1: a variation or a glyph follows a move",
		"{so} $1 1. e4 *":     "game 1, line 1: a variation or a glyph follows a move",
		"1. e4 $ *":           "game 1, line 1: a glyph is $0 to $255, not $",
		"1. e4 $-1 *":         "game 1, line 1: a glyph is $0 to $255, not $-1",
		"1. e4 ; so\n\n)":     `game 1, line 3: there is a ")" without a "("`,
		"1. e4 {so\nso}\n)":   `game 1, line 3: there is a ")" without a "("`,
		"% no\n1. e4\n% )\n)": `game 1, line 4: there is a ")" without a "("`,
		"1. e4 *\n% the end":  "",
		"% (":                 "the PGN cannot be read: there is no game in it",
	} {
		got := ""
		if _, err := pgn.Read([]byte(text)); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q: got  %s\nwant %s", text, got, want)
		}
	}
}

// Tag names consist of letters, digits and underscores; these are the first and last
// of each.
func TestNamesOfTags(t *testing.T) {
	t.Parallel()
	for _, c := range "09AZaz_" {
		games, err := pgn.Read(fmt.Appendf(nil, "[X%c \"so\"]\n*", c))
		if err != nil || games[0].Tag("X"+string(c)) != "so" {
			t.Errorf("X%c: got %v, %v", c, games, err)
		}
	}
	for _, c := range "/:@[`{-é" {
		if _, err := pgn.Read(fmt.Appendf(nil, "[X%c \"so\"]\n*", c)); !errors.Is(err, pgn.ErrBad) {
			t.Errorf("X%c: got %v, want ErrBad", c, err)
		}
	}
}

// Every byte of a file that is not UTF-8 is a character, including those of
// Windows-1252.
func TestOldFilesAreRead(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"\x80": "€", "\x81": "?", "\x93\x94": "“”", "\x9e": "ž", "\x9f": "Ÿ", "\xa1": "¡", "\xe9": "é", "\xff": "ÿ", "a\xa0b": "a\u00a0b", "\x7f\xe9": "é",
	} {
		games := readAll(t, "[White \""+name+"\"]\n*")
		if got := games[0].Tag("White"); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

func TestValuesOfTags(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`"so"`: "so", `""`: "?", `"a \"b\" \\ c"`: `a "b" \ c`, `"a "b" c"`: `a "b" c`, `"so" `: "so", "\"so\"\t": "so", `"a\b"`: `a\b`,
		`"  so  "`: "so", `"]"`: "]", `"a\\"`: `a\`,
	} {
		games, err := pgn.Read([]byte("[ White " + text + "]\n*"))
		if err != nil || games[0].Tag("White") != want {
			t.Errorf("%s: got %v, %v, want %q", text, games, err, want)
		}
	}
	if games := readAll(t, "[White \"A\"]\n[White \"B\"]\n*"); games[0].Tag("White") != "A" {
		t.Errorf("of two tags of a name: got %q, want the first", games[0].Tag("White"))
	}
}

// Where the position after a move is known, and where only the move is.
func TestPositionsOfALine(t *testing.T) {
	t.Parallel()
	g := readAll(t, "1. e4 (1. d4) e5 *")[0]
	for i, m := range g.Line.Moves {
		if m.FEN == "" {
			t.Errorf("move %d has no position", i)
		}
		for _, v := range m.Variations {
			if v.Moves[0].FEN != "" {
				t.Errorf("a variation's move has the position %s", v.Moves[0].FEN)
			}
		}
	}
	last, err := g.Final()
	if err != nil || last.FEN() != g.Line.Moves[1].FEN {
		t.Errorf("Final: got %s, %v, want that after the last move", last.FEN(), err)
	}
	none := readAll(t, "[White \"A\"]\n*")[0]
	if last, err := none.Final(); err != nil || last.FEN() != rules.StartFEN {
		t.Errorf("Final of a game without moves: got %v, want the start", err)
	}
}

func TestClocksInComments(t *testing.T) {
	t.Parallel()
	for comment, want := range map[string]struct {
		clock time.Duration
		rest  string
		again string // as it is written
	}{
		"[%clk 0:00:00]":              {0, "", "[%clk 0:00:00]"},
		"[%clk 1:02:03]":              {time.Hour + 2*time.Minute + 3*time.Second, "", "[%clk 1:02:03]"},
		"[%clk 12:34:56.7]":           {12*time.Hour + 34*time.Minute + 56*time.Second + 700*time.Millisecond, "", "[%clk 12:34:56.7]"},
		"[%clk 0:00:00.05]":           {50 * time.Millisecond, "", "[%clk 0:00:00.05]"},
		"[%clk 0:00:59.001]":          {59*time.Second + time.Millisecond, "", "[%clk 0:00:59.001]"},
		"[%clk 0:59:59]":              {time.Hour - time.Second, "", "[%clk 0:59:59]"},
		"before [%clk 0:01:00] after": {time.Minute, "before after", "[%clk 0:01:00] before after"},
	} {
		g := readAll(t, "1. e4 {"+comment+"} *")[0]
		m := g.Line.Moves[0]
		if m.Clock == nil || *m.Clock != want.clock || m.Comment != want.rest {
			t.Errorf("%s: got %v, %q, want %v, %q", comment, m.Clock, m.Comment, want.clock, want.rest)
		}
		if got, want := moves(g.PGN()), "1. e4 {"+want.again+"} *"; got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// A line of movetext is filled up to the limit, and no further.
func TestMovetextIsWrapped(t *testing.T) {
	t.Parallel()
	for length := 60; length < 80; length++ {
		word := strings.Repeat("x", length)
		text := moves(readAll(t, "1. e4 {"+word+" y} *")[0].PGN())
		first, _, _ := strings.Cut(text, "\n")
		want := "1. e4 {" + word
		switch {
		case len(want) > 79:
			want = "1. e4"
		case len(want+" y}") <= 79:
			want += " y}"
		}
		if len(want+" *") <= 79 && strings.HasSuffix(want, "}") {
			want += " *"
		}
		if first != want {
			t.Errorf("a word of %d: got the line %q of %d, want %q", length, first, len(first), want)
		}
	}
}

func TestTagsAreInOrder(t *testing.T) {
	t.Parallel()
	g := readAll(t, "[Zebra \"z\"]\n[Black \"B\"]\n[Annotator \"a\"]\n[SetUp \"1\"]\n[FEN \"4k3/8/8/8/8/8/P7/4K3 w - - 0 1\"]\n*")[0]
	var names []string
	for _, tag := range g.Tags {
		names = append(names, tag.Name)
	}
	if want := []string{"Event", "Site", "Date", "Round", "White", "Black", "Result", "Annotator", "FEN", "SetUp", "Zebra"}; !reflect.DeepEqual(names, want) {
		t.Errorf("got %v, want %v", names, want)
	}
	named := rules.Opening{ECO: "B00", Name: "King's Pawn"}
	for _, test := range []struct {
		tags    pgn.Tags
		opening rules.Opening
		added   int
	}{
		{nil, named, 2}, {nil, rules.Opening{}, 0}, {pgn.Tags{{Name: "ECO", Value: "A00"}}, named, 0}, {pgn.Tags{{Name: "Opening", Value: "?"}}, named, 0},
	} {
		if got := test.tags.WithOpening(test.opening); len(got) != len(test.tags)+test.added {
			t.Errorf("%v with %v: got %v, want %d more", test.tags, test.opening, got, test.added)
		}
	}
}

// A name in an error is only as long as needed to find the game.
func TestNamesInErrorsAreClipped(t *testing.T) {
	t.Parallel()
	_, err := pgn.Read([]byte("[White \"" + strings.Repeat("W", 41) + "\"]\n1. e5"))
	if want := `game 1 ("` + strings.Repeat("W", 40) + `… – ?"), line 2, move 1. e5: `; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got %v, want %s…", err, want)
	}
	_, err = pgn.Read([]byte("[Black \"B\"]\n1. e5"))
	if want := `game 1 ("? – B"), line 2`; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got %v, want %s…", err, want)
	}
}
