package view

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
	"kibitz/static/words"
)

func (p HomePage) isMine(s game.Seek) bool { return slices.Contains(p.Mine, s.Game) }

// mine is the visitor's own seeks, for the script.
func (p HomePage) mine() string {
	ids := make([]string, len(p.Mine))
	for i, id := range p.Mine {
		ids[i] = string(id)
	}
	return strings.Join(ids, " ")
}

// side is the color that the visitor would play.
func side(s game.Seek, mine bool) rules.Color {
	if mine {
		return s.Color.Other()
	}
	return s.Color
}

// seekWords describes a seek: "5+3 · Blitz · you play White".
func seekWords(l *words.Language, s game.Seek, mine bool) string {
	parts := []string{l.Say("noClock")}
	if tc := s.Control; tc.Clocked() {
		parts = []string{controlWords(tc), l.Say("speed." + string(tc.Speed()))}
	}
	return strings.Join(append(parts, l.Say("youPlay."+string(side(s, mine)))), " · ")
}

// playAgainst is the full label of a seek's button.
func playAgainst(l *words.Language, s game.Seek) string {
	return l.Say("playAgainst", "name", s.By.Name, "seek", seekWords(l, s, false))
}

// controlWords is a time control as players write it: "5+3", and "0.5+0" for half
// a minute.
func controlWords(tc game.TimeControl) string {
	minutes := strconv.FormatFloat(float64(tc.Initial/time.Second)/60, 'f', 2, 64)
	minutes = strings.TrimRight(strings.TrimRight(minutes, "0"), ".")
	return minutes + "+" + strconv.Itoa(int(tc.Increment/time.Second))
}
