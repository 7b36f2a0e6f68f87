package view

import (
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
)

func TestSeekWords(t *testing.T) {
	for _, c := range []struct {
		initial, increment time.Duration
		color              rules.Color
		mine               bool
		want               string
	}{
		{0, 0, rules.White, false, "No clock · you play White"},
		{0, 0, rules.White, true, "No clock · you play Black"},
		{300, 3, rules.Black, false, "5+3 · Blitz · you play Black"},
		{30, 0, rules.White, false, "0.5+0 · Bullet · you play White"},
		{100, 0, rules.White, false, "1.67+0 · Bullet · you play White"},
		{600, 0, rules.White, false, "10+0 · Rapid · you play White"},
		{10800, 180, rules.White, false, "180+180 · Classical · you play White"},
		{0, 1, rules.White, false, "0+1 · Bullet · you play White"},
		{15, 0, rules.White, false, "0.25+0 · Ultrabullet · you play White"},
	} {
		seek := game.Seek{Color: c.color, Control: game.TimeControl{Initial: c.initial * time.Second, Increment: c.increment * time.Second}}
		if got := seekWords(nil, seek, c.mine); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
