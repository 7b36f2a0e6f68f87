package main

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// tooWide lists what reaches beyond the right edge of a page that can be
// scrolled sideways.
const tooWide = `document.documentElement.scrollWidth <= innerWidth ? [] :
	[...document.body.querySelectorAll('*')].filter((el) => el.getBoundingClientRect().right > innerWidth + 0.5)
		.map((el) => el.localName + '.' + el.className)`

func TestNoPageIsWiderThanItsWindow(t *testing.T) {
	t.Parallel()
	s := openSite(t)
	open := &match{site: s, players: s.match("").players}
	open.path = "/games/" + open.send("white", "/games", nil)["game"].(string)
	over, promotion := s.match("", operaSAN...), s.match(promotionFEN)
	claim := s.match("", strings.Fields(backAndOn+backAndOn)...)
	offer := s.timed(10800, 0, "e4", "e5", "Nf3") // the widest clocks there are
	offer.send("black", offer.path+"/takeback", nil)
	with, without := s.person("white"), s.person("white without scripts", withoutScripts)
	with.allow("status of 404")
	for _, c := range []struct {
		p    *person
		m    *match
		path string
	}{
		{with, nil, "/"},
		{with, nil, "/games/00000000"},
		{with, nil, "/mine"},
		{with, nil, "/settings"},
		{with, nil, "/about"},
		{with, nil, "/keys"},
		{without, nil, "/settings?saved=1"},
		{with, open, ""},
		{with, over, ""},
		{with, promotion, ""},
		{with, claim, ""},
		{with, offer, ""},
		{without, offer, ""},
		{without, open, ""},
		{without, promotion, "?from=e7"},
	} {
		path := c.path
		if c.m != nil {
			c.p.as(c.m.players["white"])
			path = c.m.path + path
		}
		c.p.open(path)
		c.p.do("opening all", chromedp.Evaluate[chromedp.Void](`document.querySelectorAll('details').forEach((d) => { d.open = true; })`))
		for _, width := range []int64{305, 360, 1280} {
			c.p.do("a window", chromedp.EmulateViewport(width, 740))
			if got := read[[]string](c.p, tooWide); len(got) > 0 {
				t.Errorf("%s at %d px: too wide are %s", path, width, strings.Join(got, ", "))
			}
		}
	}
}

// counting counts what moves by itself in a page from its first moment.
var counting = command(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `
	window.animations = [];
	const animate = Element.prototype.animate;
	Element.prototype.animate = function (...how) { window.animations.push(this.className); return animate.apply(this, how); };
	for (const kind of ['transitionrun', 'animationstart']) {
		document.addEventListener(kind, (e) => window.animations.push(kind + ' ' + e.target.className), true);
	}
`})

func TestNothingMovesByItselfForWhoPrefersThat(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("")
	white, black := m.sit("white", counting, prefers("reduced-motion", "reduce")), m.sit("black", counting)
	for i, uci := range []string{"e2e4", "d7d5", "e4d5", "d8d5"} {
		[]*person{white, black}[i%2].clickMove(uci)
		white.untilPly(i + 1)
		black.untilPly(i + 1)
	}
	white.click(resign)
	if got := read[[]string](white, `window.animations`); len(got) > 0 {
		t.Errorf("in spite of the preference there moved %q", got)
	}
	if got := read[[]string](black, `window.animations`); len(got) == 0 {
		t.Error("without the preference nothing moved either: this test sees nothing")
	}
}
