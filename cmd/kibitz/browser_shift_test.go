package main

import (
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// shifting sums from a page's first moment how much of it moves without being
// asked to, as browsers measure it (Cumulative Layout Shift), and what moves.
var shifting = command(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `
	window.shifts = { sum: 0, of: [] };
	new PerformanceObserver((list) => {
		for (const { value, sources } of list.getEntries()) {
			shifts.sum += value;
			shifts.of.push(...sources.map(({ node }) => node?.localName + '.' + node?.className));
		}
	}).observe({ type: 'layout-shift', buffered: true });
`})

type shifts struct {
	Sum float64
	Of  []string
}

// mostShift is hardly to be seen: a line of text that a short page lets move.
const mostShift = 0.01

// What the visitor just did counts here, too: the place of a move is the board.
func TestNothingShiftsWhileAGameLoadsAndIsPlayed(t *testing.T) {
	t.Parallel()
	s := openSite(t)
	for name, window := range map[string]action{"360 px": phone, "1280 px": desktop} {
		m := s.match("")
		white, black := m.sit("white", shifting, window), m.sit("black", shifting, window)
		for i, uci := range operaUCI[:10] {
			[]*person{white, black}[i%2].clickMove(uci)
			white.untilPly(i + 1)
			black.untilPly(i + 1)
		}
		for _, p := range []*person{white, black} {
			p.wantShifts(name, mostShift)
		}
	}
	p := s.person("somebody", shifting)
	p.open("/")
	p.do("pushing", chromedp.Evaluate[chromedp.Void](`document.querySelector('main').style.marginTop = '99px'`))
	if got := p.shifts(); got.Sum == 0 {
		t.Error("what was pushed down was not noticed: this test sees nothing")
	}
}

// wantShifts fails the test if more has moved since the page was opened, in a
// window that is shifting.
func (p *person) wantShifts(when string, most float64) {
	p.t.Helper()
	if got := p.shifts(); got.Sum > most {
		p.t.Errorf("%s, %s: shifts of %.4f, want at most %v: %q", when, p.name, got.Sum, most, got.Of)
	}
}

// shifts waits until the page has been painted as it is now.
func (p *person) shifts() shifts {
	p.t.Helper()
	p.do("painting", chromedp.Evaluate[chromedp.Void](`new Promise((done) => {
		requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));
	})`, chromedp.EvalAwaitPromise))
	return read[shifts](p, `window.shifts`)
}
