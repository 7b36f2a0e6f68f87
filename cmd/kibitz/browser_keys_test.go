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
