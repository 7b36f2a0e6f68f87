package main

import (
	"context"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"kibitz/static"
	"kibitz/web/view/gallery"
	"kibitz/web/view/madeup"
)

// findings runs what WCAG 2.2 asks for up to AA, and what is good practice; one
// line for each thing found, with where it is.
const findings = `axe.run(document, {
	runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'],
	rules: { 'target-size': { enabled: true } },
	resultTypes: ['violations'],
}).then(({ violations, passes }) => passes.length === 0 ? ['nothing was checked'] : violations.flatMap(({ id, nodes }) =>
	nodes.map(({ target, failureSummary }) => id + ' at ' + target.join(' ') + ': ' + failureSummary.replace(/\s+/g, ' '))))`

// looks are how a page is looked at: as wide as a telephone and a table, by day
// and by night.
var looks = []struct {
	name          string
	width, height int64
	scheme        string
}{
	{"wide and light", 1280, 900, "light"}, {"wide and dark", 1280, 900, "dark"},
	{"narrow and dark", 360, 740, "dark"}, {"narrow and light", 360, 740, "light"},
}

// wantAccessible fails the test for whatever axe finds on the page.
func (p *person) wantAccessible(what string) {
	p.t.Helper()
	for _, look := range looks {
		p.do("looking", chromedp.EmulateViewport(look.width, look.height), seen(look.scheme))
		for _, finding := range p.findings() {
			p.t.Errorf("%s, %s: %s", what, look.name, finding)
		}
	}
	p.do("looking as before", desktop)
}

// findings is what axe finds.
func (p *person) findings() []string {
	p.t.Helper()
	script, err := axe()
	if err != nil {
		p.t.Fatal(err)
	}
	p.do("axe", chromedp.Evaluate[chromedp.Void]("if (!globalThis.axe) { "+script+" }")) // as a debugger: the policy lets no page do this
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	found, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](findings, chromedp.EvalAwaitPromise))
	if err != nil {
		p.fail("axe: %v", err)
	}
	return found
}

// seen is a page by day or by night, on which nothing is on its way from one
// color to another.
func seen(scheme string) action {
	return command(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
}

// The other tests rely on this.
func TestBarriersAreFound(t *testing.T) {
	t.Parallel()
	p := openSite(t).person("somebody")
	p.open("/mine")
	for rule, js := range map[string]string{
		"button-name":    `document.querySelector('main').insertAdjacentHTML('beforeend', '<button></button>')`,
		"color-contrast": `document.querySelector('h1').style.color = '#bbb'`,
		"target-size":    `document.querySelector('main').insertAdjacentHTML('beforeend', '<p><button class="at">a</button><button class="at">b</button></p>'); for (const b of document.querySelectorAll('button.at')) Object.assign(b.style, { position: 'static', display: 'inline-block', width: '9px', height: '9px' })`,
	} {
		p.do("a barrier", chromedp.Evaluate[chromedp.Void](js+"; 0"))
		if got := strings.Join(p.findings(), "\n"); !strings.Contains(got, rule+" at ") {
			t.Errorf("%s is not found; what is: %s", rule, got)
		}
	}
}

// Every page, as it is while somebody uses it.
func TestNoPageKeepsAnybodyOut(t *testing.T) {
	t.Parallel()
	s := openSite(t)
	playing, over, promotion := s.timed(10800, 0, "e4", "e5", "Nf3", "Nc6"), s.match("", operaSAN...), s.match(promotionFEN)
	waiting := &match{site: s, players: playing.players}
	waiting.path = "/games/" + waiting.send("black", "/games", map[string]any{"opponent": "anyone"})["game"].(string)
	p := s.person("somebody")
	p.allow("status of 404")
	for _, page := range []struct {
		name string
		m    *match // whose players look at it; nil is a page of no game
		as   string // "white", "black" or a spectator
		path string // below the game's
		do   func()
	}{
		{name: "home", path: "/"},
		{name: "watch", path: "/watch"},
		{name: "a game that waits", m: waiting, as: "black"},
		{name: "a game to join", m: waiting},
		{name: "a game, with a piece chosen", m: playing, as: "white", do: func() { p.click(square("f3")) }},
		{name: "a game, for who is not to move", m: playing, as: "black"},
		{name: "a game, turned", m: playing, as: "white", path: "?flip=1"},
		{name: "a position of a game", m: playing, as: "white", path: "?ply=2"},
		{name: "a game, for spectators", m: playing},
		{name: "a game that is over", m: over, as: "white"},
		{name: "what a pawn becomes", m: promotion, as: "white", do: func() {
			p.clickMove("e7e8")
			p.until("the choice", `document.querySelector('dialog.promote[open]')`)
		}},
		{name: "share", m: playing, path: "/share"},
		{name: "import", path: "/import"},
		{name: "my games", m: playing, as: "white", path: "/mine"},
		{name: "lab", path: "/lab"},
		{name: "settings", path: "/settings"},
		{name: "about", path: "/about"},
		{name: "keys", path: "/keys"},
		{name: "offline", path: "/offline"},
		{name: "no such game", path: "/games/00000000"},
	} {
		if page.m != nil {
			p.as(page.m.players[page.as])
			if page.path != "/mine" {
				page.path = page.m.path + page.path
			}
		}
		p.open(page.path)
		if page.do != nil {
			page.do()
		}
		p.wantAccessible(page.name)
	}
}

// Every state of every page, also those that are hard to bring about.
func TestNoStateKeepsAnybodyOut(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(gallery.Handler(static.Prefix(), static.Handler()))
	t.Cleanup(server.CloseClientConnections)
	s := &site{t: t, url: server.URL}
	states := madeup.States(madeup.Around(static.Prefix()))
	for _, half := range [][]madeup.State{states[:len(states)/2], states[len(states)/2:]} {
		t.Run("from "+half[0].Name, func(t *testing.T) {
			t.Parallel()
			p := s.in(t).person("somebody")
			for _, state := range half {
				p.open("/states/" + state.Name)
				p.wantAccessible(state.Name)
			}
		})
	}
}
