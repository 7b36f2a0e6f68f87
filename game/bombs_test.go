package game_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
)

// A file costs as much as it is long, whatever is in it, and its moves what moves
// cost.
func TestBombsInPGNDoNotGoOff(t *testing.T) {
	var bombs []gametest.Bomb
	for name, unit := range map[string]string{
		"parentheses": "(", "closed parentheses": "()", "braces": "{", "closed braces": "{}", "comments": "{a}", "comments of words": "{a a a a}",
		"semicolons": ";\n", "escapes": "%\n", "glyphs": "$1 ", "many glyphs": "$1 $2 $3 $4 ", "words": "e ", "a word": "e", "dots": ".", "numbers": "1. ",
		"lines": "\n", "line ends of all kinds": "\r\n\r", "tags": "[A \"\"]\n", "tags without an end": `[A "`, "brackets": "[", "quotes in a tag": `[A "\"\"\"\"\"\"\"\""]`,
		"games": "[A \"\"]\n*\n", "results": "* ", "Latin-1": "\xe9", "Windows-1252": "\x80", "zero bytes": "\x00",
	} {
		bombs = append(bombs, gametest.Bomb{Name: "a PGN of " + name, Most: game.MaxPGN, Make: gametest.Repeated("1. e4 ", unit, ""),
			Read: func(text string) { _, _ = game.ReadPGN([]byte(text)) }})
	}
	bombs = append(bombs, gametest.Bomb{Name: "a PGN of many tags", Most: game.MaxPGN, Make: gametest.Numbered("", "[A%d \"\"]\n", ""),
		Read: func(text string) { _, _ = game.ReadPGN([]byte(text)) }})
	gametest.WantHarmless(t, bombs...)
}

// The other texts have a length beyond which nobody looks at them.
func TestBombsInShortTextsDoNotGoOff(t *testing.T) {
	const most = 16 << 10
	position, err := game.ParseFEN(game.StartFEN)
	if err != nil {
		t.Fatal(err)
	}
	var bombs []gametest.Bomb
	for _, unit := range []string{" ", "/", "8", "p/", "K", "\x00", "\xff", "é", "e4 ", "-", "\u202e"} {
		for name, read := range map[string]func(text string){
			"FEN":     func(text string) { _, _ = game.ParseFEN(text) },
			"move":    func(text string) { _, _, _ = position.Move(text) },
			"message": func(text string) { _, _ = game.CleanMessage(game.PlayersRoom, text) },
			"place":   func(text string) { _, _ = game.ParsePlace(text) },
			"tag":     func(text string) { _, _ = game.ParseListTag(text) },
			"setup":   func(text string) { _ = game.Setup{Color: text, FEN: text}.Check() },
		} {
			bombs = append(bombs, gametest.Bomb{Name: fmt.Sprintf("a %s of %q", name, unit), Most: most, Make: gametest.Repeated("", unit, ""), Read: read})
		}
	}
	gametest.WantHarmless(t, bombs...)
}

// What a move costs in memory does not depend on how many there are: as many
// lines, variations and games as there may be.
func TestMovesOfPGNCostTheSameHoweverMany(t *testing.T) {
	const each = 20 << 10 // bytes, most of them for finding the legal moves
	part := 4
	if game.UnderRace {
		part = 20
	}
	shuffle := strings.Repeat("Nf3 Nf6 Ng1 Ng8 ", 150)
	nested := strings.Repeat("(1. d4 ", 60) + strings.Repeat(")", 60)
	for name, file := range map[string]struct {
		text  string
		moves int
	}{
		"lines":             {strings.Repeat("[A \"\"]\n"+shuffle+"*\n\n", game.MaxPGNGames/part), 600 * (game.MaxPGNGames / part)},
		"variations":        {"1. e4 " + strings.Repeat("(d4) ", 39_999/part) + "*", 40_000 / part},
		"nested variations": {"1. e4 " + strings.Repeat(nested, 666/part) + "*", 39_961 / part},
	} {
		bytes, _ := gametest.Cost(func() {
			if _, err := game.ReadPGN([]byte(file.text)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		})
		if most := 22*len(file.text) + each*file.moves; bytes > most {
			t.Errorf("%s: %d moves take %d bytes, want at most %d", name, file.moves, bytes, most)
		}
	}
}

// A file that is imported becomes events, which are as many as its moves.
func TestImportedMovesCostTheSameHoweverMany(t *testing.T) {
	const each = 4 << 10
	games, err := game.ReadPGN([]byte(strings.Repeat("Nf3 Nf6 Ng1 Ng8 ", 150) + "*"))
	if err != nil {
		t.Fatal(err)
	}
	bytes, _ := gametest.Cost(func() {
		if _, _, err := game.Import(&games[0], time.Now()); err != nil {
			t.Error(err)
		}
	})
	if most := 600 * each; bytes > most {
		t.Errorf("600 moves take %d bytes, want at most %d", bytes, most)
	}
}
