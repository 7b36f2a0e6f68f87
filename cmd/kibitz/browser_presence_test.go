package main

import (
	"testing"

	"github.com/chromedp/chromedp"
)

const (
	watchersText = `document.querySelector('[data-part=watchers]').textContent.trim()`
	goneShown    = `!document.querySelector('[data-part=gone]').hidden`
	claimShown   = `!document.querySelector('[data-part=gone-claim]').hidden`
)

func awayShown(color string) string {
	return `!document.querySelector('.strip[data-color=` + color + `] .away').hidden`
}

// leave goes to a page of nothing.
func (p *person) leave() {
	p.t.Helper()
	p.do("going away", chromedp.Navigate("about:blank"))
}

// Who plays sees that the opponent has left, waits for the time that it takes,
// and claims the game.
func TestGameOfOneWhoLeftIsClaimed(t *testing.T) {
	t.Parallel()
	m := openSite(t).timed(60, 0, "e4", "e5")
	white, black := m.sit("white"), m.sit("black")
	white.until("both to be there", `!(`+awayShown("black")+`) && !(`+goneShown+`)`)
	black.leave()
	white.until("Black to be away", awayShown("black")+` && `+goneShown)
	white.until("the claim", claimShown)
	white.click(`[data-part=gone-claim] button[value=win]`)
	white.untilState("Black left the game. White wins")
	if read[bool](white, goneShown) {
		t.Error("the claim is still offered after the game")
	}
}

// One who comes back takes the claim away.
func TestOpponentWhoComesBackIsNotGone(t *testing.T) {
	t.Parallel()
	m := openSite(t).timed(1800, 20, "e4", "e5")
	white, black := m.sit("white"), m.sit("black")
	black.leave()
	white.until("Black to be away", awayShown("black")+` && `+goneShown)
	black.open(m.path)
	white.until("Black to be back", `!(`+awayShown("black")+`) && !(`+goneShown+`)`)
}

func TestSpectatorsAreCountedOnThePage(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4", "e5")
	white := m.sit("white")
	one, two := m.sit("spectator"), m.sit("second spectator")
	white.until("two spectators", watchersText+` === '2 people are watching'`)
	one.until("two spectators", watchersText+` === '2 people are watching'`)
	two.leave()
	white.until("one spectator", watchersText+` === '1 person is watching'`)
}

// A computer answers, and is there.
func TestComputerIsPlayedFromTheForm(t *testing.T) {
	t.Parallel()
	p := openSite(t).person("player")
	p.open("/")
	p.click(`input[name=opponent][value=computer]`)
	p.click(`input[name=color][value=white]`)
	p.load("the game", func() { p.click(`form.new-game button.primary`) })
	p.clickMove("e2e4")
	p.untilPly(2)
	if read[bool](p, awayShown("black")) {
		t.Error("the computer is shown as away")
	}
}
