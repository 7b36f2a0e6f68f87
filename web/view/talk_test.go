package view_test

import (
	"strings"
	"testing"

	"kibitz/game/rules"
	"kibitz/web/view"
	"kibitz/web/view/madeup"
)

func TestMessagesAreForThoseWhoMayReadThemAndAreText(t *testing.T) {
	talked, over := madeup.Talking(), madeup.Talking().Resigned(rules.White)
	const players, spectators = "Good luck!", "مرحبا e4!"
	for _, test := range []struct {
		name                string
		page                view.GamePage
		players, spectators bool
	}{
		{"a player", talked.Page(rules.Black), true, false},
		{"a spectator", talked.Page(""), false, true},
		{"a player, after the game", over.Page(rules.Black), true, true},
		{"a spectator, after the game", over.Page(""), false, true},
	} {
		html := render(t, view.Game(frame, test.page))
		if got := strings.Contains(html, players); got != test.players {
			t.Errorf("%s reads the players' room: %t, want %t", test.name, got, test.players)
		}
		if got := strings.Contains(html, spectators); got != test.spectators {
			t.Errorf("%s reads the spectators' room: %t, want %t", test.name, got, test.spectators)
		}
		if strings.Contains(html, "<b onclick") || strings.Contains(html, "</li><i>") {
			t.Errorf("%s is shown a message or a name as markup", test.name)
		}
	}
}

// An automatic refresh would discard the message being edited.
func TestRefusedMessageIsNotRefreshedAway(t *testing.T) {
	m := madeup.Playing("", "e4")
	html := render(t, view.Game(frame, m.With("", func(p *view.GamePage) { p.Talk = view.Talk{Error: "no", Text: "oh"} })))
	if strings.Contains(html, `http-equiv="refresh"`) || !strings.Contains(html, `value="oh"`) {
		t.Error("the page with the refused message loads itself again, or has lost it")
	}
}
