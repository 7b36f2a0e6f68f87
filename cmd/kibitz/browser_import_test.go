package main

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// A game is pasted on the page for it, and replayed with the arrow keys.
func TestAGameFromPGNIsReplayedWithTheArrowKeys(t *testing.T) {
	t.Parallel()
	site := openSite(t)
	for _, someone := range []struct {
		name    string
		browser []action
	}{{"reader", nil}, {"phone", []action{phone}}} {
		p := site.person(someone.name, someone.browser...)
		p.open("/")
		p.follow(`a[href="/import"]`)
		if read[bool](p, `document.documentElement.scrollWidth > innerWidth`) {
			t.Errorf("the form of %s is wider than its window", someone.name)
		}
		p.click("#pgn")
		p.press("1. e4 e5 {open} 2. Qh5 Nc6 3. Bc4 Nf6 (3... g6) 4. Qxf7 *")
		p.follow(`form[action="/import"] button`)
		p.untilState("Checkmate. White wins")
		p.wantMoves("e4", "e5", "Qh5", "Nc6", "Bc4", "Nf6", "Qxf7#")
		p.until("the opening", `document.querySelector('.opening').textContent === "C20 King's Pawn Game: Wayward Queen Attack"`)
		if read[bool](p, `document.documentElement.scrollWidth > innerWidth`) {
			t.Errorf("the page of %s is wider than its window", someone.name)
		}
		p.press(kb.ArrowLeft)
		p.shownPly(6)
		p.wantBoard("r1bqkb1r/pppp1ppp/2n2n2/4p2Q/2B1P3/8/PPPP1PPP/RNB1K1NR w KQkq - 4 4")
		fresh := site.person("fresh", someone.browser...)
		p.press(kb.Home, kb.ArrowRight, kb.ArrowRight)
		p.shownPly(2)
		p.until("its comment", `document.querySelector('.remark:not([hidden])')?.textContent === 'open'`)
		p.wantSame("with a comment", fresh, nil)
		p.press(kb.End)
		p.shownPly(7)
		p.until("no comment", `!document.querySelector('.remark:not([hidden])')`)
		p.untilState("Checkmate. White wins")
	}
}

func TestAFileOfGamesIsReadWithScriptsOff(t *testing.T) {
	t.Parallel()
	p := openSite(t).person("reader", withoutScripts)
	p.open("/import")
	p.click("#pgn")
	p.press("1. e4 e6 1-0 1. d4 d6 2. Ke3 0-1")
	p.allow("400")
	p.follow(`form[action="/import"] button`)
	p.until("what is wrong", `document.querySelector('#refused').textContent === 'Game 2, line 1, move 2. Ke3: the move is not legal here'`)
	p.open("/import")
	p.click("#pgn")
	p.press("1. e4 e6 1-0 1. d4 d6 2. c4 0-1")
	p.follow(`form[action="/import"] button`)
	p.until("two games", `document.querySelectorAll('.imported a').length === 2`)
	p.follow(`.imported li:nth-child(2) a`)
	p.wantMoves("d4", "d6", "c4")
	p.untilState("Black won")
}
