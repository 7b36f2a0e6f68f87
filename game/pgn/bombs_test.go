package pgn_test

import (
	"strings"
	"testing"

	"kibitz/game/gametest"
	"kibitz/game/internal/race"
	"kibitz/game/pgn"
)

// The cost of a file is proportional to its length, whatever is in it, plus the cost
// of its moves.
func TestBombsInPGNDoNotGoOff(t *testing.T) {
	var bombs []gametest.Bomb
	for name, unit := range map[string]string{
		"parentheses": "(", "closed parentheses": "()", "braces": "{", "closed braces": "{}", "comments": "{a}", "comments of words": "{a a a a}",
		"semicolons": ";\n", "escapes": "%\n", "glyphs": "$1 ", "many glyphs": "$1 $2 $3 $4 ", "words": "e ", "a word": "e", "dots": ".", "numbers": "1. ",
		"lines": "\n", "line ends of all kinds": "\r\n\r", "tags": "[A \"\"]\n", "tags without an end": `[A "`, "brackets": "[", "quotes in a tag": `[A "\"\"\"\"\"\"\"\""]`,
		"games": "[A \"\"]\n*\n", "results": "* ", "Latin-1": "\xe9", "Windows-1252": "\x80", "zero bytes": "\x00",
	} {
		bombs = append(bombs, gametest.Bomb{Name: "a PGN of " + name, Most: pgn.MaxFile, Make: gametest.Repeated("1. e4 ", unit, ""),
			Read: func(text string) { _, _ = pgn.Read([]byte(text)) }})
	}
	bombs = append(bombs, gametest.Bomb{Name: "a PGN of many tags", Most: pgn.MaxFile, Make: gametest.Numbered("", "[A%d \"\"]\n", ""),
		Read: func(text string) { _, _ = pgn.Read([]byte(text)) }})
	gametest.WantHarmless(t, bombs...)
}

// The memory for a move does not depend on the number of moves: the test has the
// maximum of lines, variations and games.
func TestMovesOfPGNCostTheSameHoweverMany(t *testing.T) {
	const each = 20 << 10 // bytes, most of them for finding the legal moves
	part := 4
	if race.Enabled {
		part = 20
	}
	shuffle := strings.Repeat("Nf3 Nf6 Ng1 Ng8 ", 150)
	nested := strings.Repeat("(1. d4 ", 60) + strings.Repeat(")", 60)
	for name, file := range map[string]struct {
		text  string
		moves int
	}{
		"lines":             {strings.Repeat("[A \"\"]\n"+shuffle+"*\n\n", pgn.MaxGames/part), 600 * (pgn.MaxGames / part)},
		"variations":        {"1. e4 " + strings.Repeat("(d4) ", 39_999/part) + "*", 40_000 / part},
		"nested variations": {"1. e4 " + strings.Repeat(nested, 666/part) + "*", 39_961 / part},
	} {
		bytes, _ := gametest.Cost(func() {
			if _, err := pgn.Read([]byte(file.text)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		})
		if most := 22*len(file.text) + each*file.moves; bytes > most {
			t.Errorf("%s: %d moves take %d bytes, want at most %d", name, file.moves, bytes, most)
		}
	}
}
