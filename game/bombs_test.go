package game_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/pgn"
	"kibitz/game/rules"
	"kibitz/game/wire"
)

// The other texts have a maximum length, beyond which they are not read.
func TestBombsInShortTextsDoNotGoOff(t *testing.T) {
	const most = 16 << 10
	position, err := rules.ParseFEN(rules.StartFEN)
	if err != nil {
		t.Fatal(err)
	}
	var bombs []gametest.Bomb
	for _, unit := range []string{" ", "/", "8", "p/", "K", "\x00", "\xff", "é", "e4 ", "-", "\u202e"} {
		for name, read := range map[string]func(text string){
			"FEN":     func(text string) { _, _ = rules.ParseFEN(text) },
			"move":    func(text string) { _, _, _ = position.Move(text) },
			"message": func(text string) { _, _ = game.CleanMessage(game.PlayersRoom, text) },
			"place":   func(text string) { _, _ = game.ParsePlace(text) },
			"tag":     func(text string) { _, _ = wire.ParseListTag(text) },
			"setup":   func(text string) { _ = game.Setup{Color: text, FEN: text}.Check() },
		} {
			bombs = append(bombs, gametest.Bomb{Name: fmt.Sprintf("a %s of %q", name, unit), Most: most, Make: gametest.Repeated("", unit, ""), Read: read})
		}
	}
	gametest.WantHarmless(t, bombs...)
}

// An imported file becomes as many events as it has moves.
func TestImportedMovesCostTheSameHoweverMany(t *testing.T) {
	const each = 4 << 10
	games, err := pgn.Read([]byte(strings.Repeat("Nf3 Nf6 Ng1 Ng8 ", 150) + "*"))
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
