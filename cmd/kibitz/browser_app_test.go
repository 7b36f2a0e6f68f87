package main

import (
	"context"
	"encoding/json"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// worked waits until the service worker of the site is ready.
func (p *person) worked() {
	p.t.Helper()
	p.do("asking for the worker", chromedp.Evaluate[chromedp.Void](
		`navigator.serviceWorker.ready.then((r) => { const look = () => { window.worker = r.active.state; }; look(); r.active.addEventListener('statechange', look); }), undefined`))
	p.until("the service worker", `window.worker === 'activated'`)
}

// asked calls a command of the browser that takes nothing of note.
func asked[P, R any](p *person, c cdp.Command[P, R]) R {
	p.t.Helper()
	var answer R
	p.do("asking the browser", func(ctx context.Context, t *chromedp.Target) (chromedp.Void, error) {
		var err error
		answer, err = cdp.Call(ctx, t, c, *new(P))
		return chromedp.Void{}, err
	})
	return answer
}

func TestBrowserWouldInstallTheApp(t *testing.T) {
	t.Parallel()
	p := openSite(t).person("somebody")
	p.open("/")
	p.worked()
	manifest := asked(p, page.GetAppManifest)
	if manifest.URL != p.site.url+"/manifest.webmanifest" || len(manifest.Errors) > 0 {
		t.Errorf("got the manifest %s with errors %s", manifest.URL, inJSON(manifest.Errors))
	}
	for _, e := range asked(p, page.GetInstallabilityErrors).InstallabilityErrors {
		if e.ErrorID != "in-incognito" { // as every window of these tests
			t.Errorf("it cannot be installed: %s", inJSON(e))
		}
	}
}

func inJSON(v any) string { text, _ := json.Marshal(v); return string(text) }

// The server goes away and comes back: the board that is open waits for it, and
// whoever asks for a page meanwhile gets one that says so.
func TestOfflinePageStandsInForAServerThatIsGone(t *testing.T) {
	t.Parallel()
	s := openSite(t)
	m := s.match("", "e4")
	server := strings.TrimPrefix(s.url, "http://")
	var gone atomic.Bool
	line := startProxy(t, func() []string {
		if gone.Load() {
			return nil
		}
		return []string{server}
	})
	s = s.in(t)
	s.url = line.url
	p := s.person("spectator")
	p.open(m.path)
	p.worked()
	p.open(m.path)
	p.until("a page that the worker sees to", `navigator.serviceWorker.controller`)

	p.allow("net::ERR")
	gone.Store(true)
	line.drop()
	p.until("the page to say that the line is cut", `document.querySelector('[data-part=connection]').dataset.state === 'retry'`)
	if got := p.board()["e4"]; got != "wP" {
		t.Errorf("on e4 there is %q, want the pawn still", got)
	}
	p.open("/watch")
	if got := read[string](p, `document.querySelector('h1').textContent + ' ' + location.pathname`); got != "Kibitz cannot be reached /watch" {
		t.Errorf("the page is %q", got)
	}
	if lost := read[[]string](p, `performance.getEntriesByType('resource').filter((e) => e.responseStatus !== 200).map((e) => e.name)`); len(lost) > 0 {
		t.Errorf("the offline page lacks %q", lost)
	}
	p.until("its looks", `getComputedStyle(document.querySelector('.problem')).display === 'grid' && getComputedStyle(document.querySelector('.pc')).backgroundImage.includes('pieces.svg')`)
	p.follow(".problem .button") // in vain
	p.until("the same page", `document.querySelector('h1').textContent === 'Kibitz cannot be reached'`)

	gone.Store(false)
	p.follow(".problem .button")
	p.until("the page that was asked for", `document.querySelector('main[data-watch]')`)
	p.open(m.path)
	m.play("e5")
	p.untilPly(2)
}

// Under the worker as without it, feeds and what is sent go straight to the
// server; only the files of the release come from the worker.
func TestServiceWorkerStandsAside(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("")
	for _, transport := range []string{"polling", "long-polling", "sse", "websocket"} {
		p := m.person("white")
		p.as(m.players["white"])
		p.open(m.path + "?transport=" + transport)
		p.worked()
		p.open(m.path + "?transport=" + transport)
		p.until("a page that the worker sees to", `navigator.serviceWorker.controller`)
		uci := map[string]string{"polling": "e2e4", "long-polling": "g1f3", "sse": "f1b5", "websocket": "e1g1"}[transport]
		ply := len(p.moves())
		p.clickMove(uci)
		p.untilPly(ply + 1)
		m.play(map[string]string{"polling": "e5", "long-polling": "Nc6", "sse": "Nf6", "websocket": "Be7"}[transport])
		p.untilPly(ply + 2)
		through := read[[]string](p, `performance.getEntriesByType('resource')
			.filter((e) => !e.name.includes('/static/') && e.workerStart > 0 && e.workerFinalSourceType !== 'network').map((e) => e.name)`)
		if len(through) > 0 {
			t.Errorf("%s: the worker was asked for %q", transport, through)
		}
		const kept = `(caches.keys()
			.then((names) => Promise.all(names.map(async (name) => (await caches.open(name)).keys())))
			.then((requests) => { window.kept = requests.flat().map((r) => new URL(r.url).pathname); }), true)`
		read[bool](p, kept)
		for _, path := range read[[]string](p, `window.kept?.length ? window.kept : null`) {
			if path != "/offline" && !strings.HasPrefix(path, "/static/") {
				t.Errorf("the worker keeps %s", path)
			}
		}
	}
}

// Going back shows the page as it was left, out of the cache, under the worker
// too.
func TestGoingBackIsAtOnceUnderTheWorker(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4")
	p := m.person("spectator")
	p.open(m.path)
	p.worked()
	p.open(m.path)
	read[bool](p, `(addEventListener('pageshow', (e) => { window.back = e.persisted; }), true)`)
	p.open("/watch")
	m.play("e5")
	p.do("going back", chromedp.Evaluate[chromedp.Void](`history.back()`))
	p.until("the page out of the cache", `window.back === true && !(window.leaving = false)`)
	p.untilPly(2)
}

func TestBrowserOfTheLabGetsNoWorker(t *testing.T) {
	t.Parallel()
	p := openSite(t).person("somebody")
	p.open("/lab")
	read[bool](p, `(navigator.serviceWorker.getRegistrations().then((all) => { window.workers = all.length; }), true)`)
	if n := read[int](p, `window.workers ?? null`); n != 0 {
		t.Errorf("got %d service workers, want none", n)
	}
}

func TestSharePageCopiesAndSends(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4", "e5")
	p := m.person("somebody")
	p.do("a browser that can share", command(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
		Source: `navigator.share = (what) => { window.shared = what; return Promise.resolve(); };`,
	}))
	p.open(m.path + "?ply=1")
	p.click("details.share summary")
	p.follow("[data-part=share]")
	p.until("the picture", `[...document.images].every((i) => i.complete && i.naturalWidth > 0) && document.images.length === 3`)
	p.until("buttons to copy everything", `document.querySelectorAll('.copy button').length === 4`)
	p.click("[data-part=send]")
	if got, want := read[string](p, `window.shared.url`), m.url+m.path+"?ply=1"; got != want {
		t.Errorf("shared %s, want %s", got, want)
	}
}
