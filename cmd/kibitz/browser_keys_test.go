package main

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// tabTo presses Tab until the focus is on something, as one does who cannot see
// where it is.
func (p *person) tabTo(selector string) {
	p.t.Helper()
	for range 40 {
		p.press(kb.Tab)
		if read[bool](p, `document.activeElement.matches('`+selector+`')`) {
			return
		}
	}
	p.fail("40 presses of Tab do not lead to %s", selector)
}

// focused is the square that has the focus.
const focused = `document.activeElement.closest('[data-sq]')?.dataset.sq`

func (p *person) wantFocus(square string) {
	p.t.Helper()
	if got := read[string](p, focused+` ?? ''`); got != square {
		p.t.Errorf("the focus of %s is on %q, want %s", p.name, got, square)
	}
}

func TestGameIsPlayedWithKeysAlone(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("")
	white, black := m.sit("white"), m.sit("black")

	white.tabTo("chess-board button")
	white.wantFocus("e2")
	white.press(kb.Enter)
	white.until("e2 to be chosen", `document.querySelector('.selected')?.dataset.sq === 'e2'`)
	white.press(kb.Escape)
	white.until("nothing to be chosen", `!document.querySelector('.selected')`)
	white.press(kb.Enter, kb.ArrowUp, kb.ArrowUp)
	white.wantFocus("e4")
	white.press(kb.Enter)
	white.untilPly(1)
	white.wantFocus("e4")

	// Black sees the board from the other side, and walks as it is seen.
	black.untilPly(1)
	black.tabTo("chess-board button")
	black.wantFocus("d7")
	black.press(kb.ArrowLeft)
	black.wantFocus("e7")
	black.press(" ", kb.ArrowUp, kb.ArrowUp, " ")
	black.untilPly(2)
	black.wantFocus("e5")

	white.untilPly(2)
	white.tabTo("#move")
	white.press("Nf3", kb.Enter)
	white.untilPly(3)
	white.until("an empty field", `document.querySelector('#move').value === ''`)
	black.untilPly(3)
	black.press(kb.Tab)
	if read[bool](black, `!!document.activeElement.closest('chess-board')`) {
		t.Error("Tab leads from one square to the next, not out of the board")
	}
	black.tabTo("#move")
	black.press("b8c6", kb.Enter)
	for _, p := range []*person{white, black} {
		p.untilPly(4)
		p.wantMoves("e4", "e5", "Nf3", "Nc6")
	}
}

// walk makes a move by walking over the board: "e2e4".
func (p *person) walk(uci string) {
	p.t.Helper()
	if read[string](p, focused+` ?? ''`) == "" {
		p.tabTo("chess-board button")
	}
	for _, square := range []string{uci[:2], uci[2:]} {
		for range 14 {
			at := read[string](p, focused)
			if at == square {
				break
			}
			p.press(p.towards(at, square))
		}
		p.wantFocus(square)
		p.press(kb.Enter)
	}
}

// towards is the arrow that leads from one square to another, as the board is seen.
func (p *person) towards(from, to string) string {
	p.t.Helper()
	right, up := int(to[0])-int(from[0]), int(to[1])-int(from[1])
	if read[bool](p, `'flipped' in document.querySelector('chess-board').dataset`) {
		right, up = -right, -up
	}
	switch {
	case right > 0:
		return kb.ArrowRight
	case right < 0:
		return kb.ArrowLeft
	case up > 0:
		return kb.ArrowUp
	}
	return kb.ArrowDown
}

// From the first page to the last move, the other player's part included, with
// nothing but keys: one opens the address, the other the link.
func TestWholeGameIsPlayedWithKeysAlone(t *testing.T) {
	t.Parallel()
	s := openSite(t)
	host, guest := s.person("the host"), s.person("the guest")
	host.open("/")
	host.tabTo(`[name="color"]`)
	host.press(kb.ArrowLeft)
	host.until("White to be chosen", `document.querySelector('[name="color"]:checked').value === 'white'`)
	host.tabTo(`#new-game button.primary`)
	host.load("the game", func() { host.press(kb.Enter) })
	host.untilState("Waiting for an opponent")
	guest.open(read[string](host, "location.pathname"))
	guest.tabTo(`form[action$="/join"] button`)
	guest.load("the seat", func() { guest.press(kb.Enter) })
	host.untilState("Your move")
	for i, uci := range []string{"f2f3", "e7e5", "g2g4", "d8h4"} {
		[]*person{host, guest}[i%2].walk(uci)
		host.untilPly(i + 1)
		guest.untilPly(i + 1)
	}
	for _, p := range []*person{host, guest} {
		p.untilState("Checkmate. Black wins")
		p.tabTo(`form[data-act="rematch"] button`)
	}
}

func TestKeysReachTheEdgesOfTheBoardAndTurnIt(t *testing.T) {
	t.Parallel()
	white := openSite(t).match("").sit("white")
	white.tabTo("chess-board button")
	for _, step := range []struct{ key, want string }{
		{kb.Home, "a2"}, {kb.ArrowLeft, "a2"}, {kb.End, "h2"}, {kb.ArrowDown, "h1"}, {kb.ArrowDown, "h1"},
	} {
		white.press(step.key)
		white.wantFocus(step.want)
	}
	white.press("f")
	white.until("Black's side", near+` === 'h8'`)
	white.wantFocus("h1")
	white.press(kb.ArrowDown)
	white.wantFocus("h2")
}
