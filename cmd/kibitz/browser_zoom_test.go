package main

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"kibitz/static"
	"kibitz/web/view/gallery"
	"kibitz/web/view/madeup"
)

// enlargements are what people make of a page who read with difficulty.
var enlargements = []struct {
	name   string
	window action
	spaced bool
}{
	{"at 200 %", chromedp.EmulateViewport(640, 512, chromedp.EmulateScale(2)), false},
	{"at 400 %", chromedp.EmulateViewport(320, 256, chromedp.EmulateScale(4)), false},
	{"spaced, on a table", chromedp.EmulateViewport(1280, 900), true},
	{"spaced, on a phone", chromedp.EmulateViewport(360, 740), true},
}

// space is what WCAG 1.4.12 has people ask for; the policy lets no page do this.
const space = `(() => {
	const sheet = new CSSStyleSheet();
	sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }');
	document.adoptedStyleSheets = [sheet];
})(); 0`

// unspace takes it back.
const unspace = `document.adoptedStyleSheets = []; 0`

// twoFrames waits until scripts have drawn what depends on the window.
var twoFrames = chromedp.Evaluate[chromedp.Void](`new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(() => done())); })`, chromedp.EvalAwaitPromise)

// cut lists elements with text of their own that is cut off and cannot be
// scrolled to. Names end in dots by intent, and are whole elsewhere.
const cut = `[...document.querySelectorAll('body *:not(.visually-hidden, .visually-hidden *, .name, .player, option, script, template, noscript)')].filter((el) => {
	const { overflowX, overflowY } = getComputedStyle(el);
	const hides = (how) => how === 'hidden' || how === 'clip';
	return el.checkVisibility() && el.clientWidth > 1 && el.innerText?.trim() &&
		(hides(overflowX) && el.scrollWidth > el.clientWidth + 1 || hides(overflowY) && el.scrollHeight > el.clientHeight + 1);
}).map((el) => el.localName + '.' + el.className + ' with ' + el.innerText.slice(0, 40))`

// spilled lists buttons and fields out of which their text reaches.
const spilled = `[...document.querySelectorAll('button, .button, summary, .tag, label')].filter((el) =>
	el.checkVisibility() && !el.matches('.visually-hidden, chess-board *') && (el.scrollWidth > el.clientWidth + 2 && el.clientWidth > 0 && getComputedStyle(el).display !== 'inline'))
	.map((el) => el.localName + '.' + el.className + ' with ' + el.innerText.slice(0, 40))`

func TestEnlargedPagesLoseNothing(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(gallery.Handler(static.Prefix(), static.Handler()))
	t.Cleanup(server.CloseClientConnections)
	p := (&site{t: t, url: server.URL}).person("somebody")
	for _, state := range madeup.States(madeup.Around(static.Prefix())) {
		p.open("/states/" + state.Name)
		for _, e := range enlargements {
			spacing := unspace
			if e.spaced {
				spacing = space
			}
			p.do(e.name, e.window, chromedp.Evaluate[chromedp.Void](spacing), twoFrames)
			for what, list := range map[string]string{"too wide": tooWide, "cut off": cut, "wider than its ground": spilled} {
				if got := read[[]string](p, list); len(got) > 0 {
					t.Errorf("%s, %s: %s: %s", state.Name, e.name, what, strings.Join(got, ", "))
				}
			}
		}
		p.do("space as before", desktop, chromedp.Evaluate[chromedp.Void](unspace))
	}
}

// fewColors is a system that gives pages its own few colors.
var fewColors = command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
	{Name: "forced-colors", Value: "active"}, {Name: "prefers-color-scheme", Value: "dark"},
}})

// The board keeps its own colors there: marks are told from bare squares by them.
func TestBoardIsReadWithFewColors(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4", "d5")
	white := m.sit("white", fewColors)
	white.click(square("e4"))
	white.until("a piece to be chosen", `document.querySelector('.selected')`)
	const marks = `((name, part) => {
		const { backgroundImage, boxShadow, borderStyle, backgroundColor } = getComputedStyle(document.querySelector('main [data-sq="' + name + '"]' + (part ?? '')), part ? '::after' : '');
		return [backgroundImage, boxShadow, borderStyle, backgroundColor].join(' ');
	})`
	looks := map[string]string{}
	for what, where := range map[string]string{
		"a bare square": "('a3')", "where the last move began": "('d7')", "where it ended": "('d5')", "the chosen piece's square": "('e4')",
	} {
		looks[what] = read[string](white, marks+where)
	}
	seen := map[string]string{}
	for what, look := range looks {
		if other, ok := seen[look]; ok {
			t.Errorf("%s looks as %s", what, other)
		}
		seen[look] = what
	}
	for what, js := range map[string]string{
		"pieces are drawn":       `getComputedStyle(document.querySelector('main [data-sq="e1"] .pc')).backgroundImage.includes('url')`,
		"targets are marked":     `getComputedStyle(document.querySelector('main [data-sq="e5"] > .at'), '::after').backgroundColor !== 'rgba(0, 0, 0, 0)'`,
		"captures are marked":    `getComputedStyle(document.querySelector('main [data-sq="d5"] > .at'), '::after').borderStyle === 'solid'`,
		"squares are of a color": `getComputedStyle(document.querySelector('main [data-sq="a1"]')).backgroundColor !== getComputedStyle(document.querySelector('main [data-sq="a2"]')).backgroundColor`,
	} {
		if !read[bool](white, js) {
			t.Errorf("it is not true that %s", what)
		}
	}
	white.shot("game-few-colors.png")
}
