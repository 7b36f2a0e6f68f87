package main

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
)

func TestPiecesAreDraggedAndTappedWithAFinger(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("")
	white := m.sit("white", phone)
	white.touch(square("e2"), square("e4"))
	white.untilPly(1)
	m.play("e5")
	white.untilPly(2)
	white.touch(square("g1"), square("g1"))
	white.until("g1 to be chosen", `document.querySelector('.selected')?.dataset.sq === 'g1'`)
	white.touch(square("f3"), square("f3"))
	white.untilPly(3)
	white.wantMoves("e4", "e5", "Nf3")
	if got := read[float64](white, `scrollY`); got != 0 {
		t.Errorf("the page was scrolled by %v px while pieces were dragged", got)
	}

	// Where no piece can be moved a finger scrolls, as anywhere else.
	white.touch(square("e5"), square("e8"))
	white.until("the page to be scrolled", `scrollY > 0`)
	white.wantMoves("e4", "e5", "Nf3")
}

// After a drag a mouse clicks, and that click is none; a finger does not.
func TestKeysPressSquaresAfterADragWithAFinger(t *testing.T) {
	t.Parallel()
	white := openSite(t).match("").sit("white", phone)
	white.touch(square("e2"), square("e6"))
	white.until("an empty hand", emptyHand)
	white.tabTo("chess-board button")
	white.press(kb.Enter)
	white.until("the pawn to be chosen", `document.querySelector('.selected')?.dataset.sq === 'e2'`)
	white.press(kb.ArrowUp, kb.ArrowUp, kb.Enter)
	white.untilPly(1)
	white.wantMoves("e4")
}
