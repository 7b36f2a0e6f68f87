package madeup

import (
	"strings"
	"time"

	"kibitz/game"
)

// Talking is a game whose chat contains what a page must not interpret: markup, and
// right-to-left letters.
func Talking() *Game {
	m := Playing("", "e4", "e5")
	for i, said := range []struct {
		by   game.Player
		room game.Room
		text string
	}{
		{White, game.PlayersRoom, "Good luck!"},
		{Black, game.PlayersRoom, `<b onclick="x()">You</b> & "me" too`},
		{game.Player{ID: "looker000001", Name: "שועל אמיץ"}, game.SpectatorsRoom, "مرحبا e4!"},
		{game.Player{ID: "looker000002", Name: `</li><i>Fox`}, game.SpectatorsRoom, strings.Repeat("Aa", 70)},
	} {
		m.moves = append(m.moves, must(m.game.Say(said.by, said.room, said.text, Began.Add(time.Minute+time.Duration(i)*time.Second))))
	}
	return m
}
