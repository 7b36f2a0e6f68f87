package main

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const (
	confirming = `document.querySelector('.confirm span')?.textContent ?? ''`
	confirms   = `.confirm .primary`
	cancels    = `.confirm .button:not(.primary)`
)

// cautious is the preference to confirm one's own moves.
var cautious = chromedp.Evaluate[chromedp.Void](`document.documentElement.dataset.confirm = ''; 0`)

func (p *person) untilAsked(question string) {
	p.t.Helper()
	p.until("the question "+question, confirming+` === '`+question+`'`)
}

const knightOut = "rnbqkbnr/pppppppp/8/8/8/5N2/PPPPPPPP/RNBQKB1R"

func TestMoveIsConfirmedOrTakenBack(t *testing.T) {
	t.Parallel()
	white := openSite(t).match("").sit("white")
	white.do("the preference", cautious)
	for what, cancel := range map[string]func(){
		"the button":      func() { white.click(cancels) },
		"Escape":          func() { white.press(kb.Escape) },
		"another square":  func() { white.click(square("a6")) },
		"Enter on Cancel": func() { white.press(kb.Tab, kb.Enter) },
	} {
		white.clickMove("g1f3")
		white.untilAsked("Play Nf3?")
		white.wantBoard(knightOut)
		cancel()
		white.untilAsked("")
		white.wantBoard(startFEN)
		white.wantMoves()
		if what == "Escape" {
			white.wantFocus("f3")
		}
	}
	white.dragMove("g1f3")
	white.untilAsked("Play Nf3?")
	white.wantMoves()
	white.click(confirms)
	white.untilPly(1)
	white.wantBoard(knightOut)
	white.untilAsked("")
}

func TestMoveIsConfirmedByKeys(t *testing.T) {
	t.Parallel()
	m := openSite(t).timed(1800, 0, "e4", "e5")
	white := m.sit("white")
	white.do("the preference", cautious)
	white.tabTo("chess-board button")
	white.press(kb.ArrowLeft, kb.Enter, kb.ArrowUp, kb.ArrowUp, kb.Enter)
	white.untilAsked("Play d4?")
	if got := read[string](white, `document.activeElement.textContent`); got != "Confirm" {
		t.Errorf("the focus is on %q, want Confirm", got)
	}
	if !read[bool](white, runs("white")) {
		t.Error("White's clock stands while the move is not confirmed")
	}
	white.tick("white")
	white.press(kb.Enter)
	white.untilPly(3)
	white.wantFocus("d4")
	white.wantMoves("e4", "e5", "d4")
	white.until("Black's clock to run", runs("black"))
}

func TestPremoveNeedsNoConfirmation(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4")
	white := m.sit("white")
	white.do("the preference", cautious)
	white.clickMove("d2d4")
	white.untilPremove("d2 d4")
	m.play("e5")
	white.untilPly(3)
	white.wantMoves("e4", "e5", "d4")
}

func TestQuestionGoesWithItsPosition(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("")
	white := m.sit("white")
	white.do("the preference", cautious)
	white.clickMove("g1f3")
	white.untilAsked("Play Nf3?")
	m.play("e4") // in another window
	white.untilPly(1)
	white.untilAsked("")
	white.wantBoard("rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR")
	m.play("e5")
	white.untilPly(2)
	white.clickMove("g1f3")
	white.untilAsked("Play Nf3?")
	m.send("black", m.path+"/resign", nil)
	white.untilState("Black resigned. White wins")
	white.untilAsked("")
	white.wantMoves("e4", "e5")
}
