package main

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// material is what is said beside a name; "" for nothing.
func material(color string) string {
	return `(() => {
		const box = document.querySelector('.strip[data-color=` + color + `] [data-part=material]');
		return box.hidden ? '' : box.firstElementChild.textContent + '; ' + box.querySelector('.points').textContent.trim();
	})()`
}

func (p *person) wantMaterial(white, black string) {
	p.t.Helper()
	p.until("White’s "+white+" and Black’s "+black, material("white")+" === '"+white+"' && "+material("black")+" === '"+black+"'")
}

func TestMaterialIsCountedAsTheGameGoesOn(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4", "d5")
	white, fresh := m.sit("white"), m.person("fresh")
	white.wantMaterial("", "")
	for _, c := range []struct{ move, white, black string }{
		{"exd5", "ahead by 1 pawn; +1", ""}, {"Qxd5", "", ""}, {"Nc3", "", ""}, {"Qxg2", "", "ahead by 1 pawn; +1"},
		{"Bxg2", "ahead by 1 queen; +8", "ahead by 1 pawn; "},
	} {
		m.play(c.move)
		white.wantMaterial(c.white, c.black)
		white.until("no piece on its way", `!document.querySelector('.moving')`)
		white.wantSame("after "+c.move, fresh, m.players["white"])
	}
	// It is that of the position shown.
	white.press(kb.ArrowLeft)
	white.wantMaterial("", "ahead by 1 pawn; +1")
}

func TestMaterialMovesNothing(t *testing.T) {
	t.Parallel()
	const places = `JSON.stringify([...document.querySelectorAll('chess-board, .strip, .strip .name, .strip .clock')].map((el) => {
		const { x, y, height } = el.getBoundingClientRect();
		return [x, y, height];
	}))`
	m := openSite(t).timed(600, 0, "e4", "d5")
	for _, browser := range []action{desktop, phone} {
		p := m.sit("white", browser)
		before := read[string](p, places)
		p.clickMove("e4d5")
		p.wantMaterial("ahead by 1 pawn; +1", "")
		if got := read[string](p, places); got != before {
			t.Errorf("the strips and the board were at\n%s, and are at\n%s", before, got)
		}
		if got := read[float64](p, `Math.max(...[...document.querySelectorAll('.strip')].map((el) => el.offsetHeight))`); got > 48 {
			t.Errorf("a strip is %v px high, want at most 48", got)
		}
		m = m.timed(600, 0, "e4", "d5")
	}
}
