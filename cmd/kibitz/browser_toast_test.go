package main

import (
	"strconv"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func TestRefusalLiesOverTheBoardUntilItIsPressed(t *testing.T) {
	t.Parallel()
	for name, browser := range map[string]action{"a table": desktop, "a phone": phone} {
		white := openSite(t).match("").sit("white", browser)
		white.allow("status of 422")
		const places = `JSON.stringify([...document.querySelectorAll('main > *, .table > :not(.toast), .card')].map((el) => {
			const { x, y, width, height } = el.getBoundingClientRect();
			return [x + scrollX, y + scrollY, width, height];
		}))`
		white.do("listening", chromedp.Evaluate[chromedp.Void](`
			window.said = [];
			const region = document.querySelector('[data-part=announce]');
			new MutationObserver(() => { if (region.textContent) window.said.push(region.textContent); }).observe(region, { childList: true });`))
		before := read[string](white, places)
		white.typeMove("Ke5")
		white.until("the reason, said once", refusal+`.includes('Ke5') && window.said.length === 1 && window.said[0] === `+refusal)
		if got := read[string](white, places); got != before {
			t.Errorf("on %s: the page was moved from\n%s to\n%s", name, before, got)
		}
		if !read[bool](white, `(() => {
			const toast = document.querySelector('.toast').getBoundingClientRect(), board = document.querySelector('chess-board').getBoundingClientRect();
			return toast.left >= board.left && toast.right <= board.right && toast.top > board.top && toast.bottom <= board.bottom;
		})()`) {
			t.Errorf("on %s: the message is not over the board", name)
		}
		white.click(".toast button")
		white.until("no message", refusal+` === ''`)
		if read[bool](white, `document.querySelector('#move').ariaInvalid === 'true'`) {
			t.Errorf("on %s: the field is marked as wrong without a reason", name)
		}
	}
}

func TestBrokenLineIsMarkedBesideTheBoard(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4", "e5")
	white := m.by("polling", "white")
	const mark = `document.querySelector('[data-part=trouble]')`
	network := func(offline bool) action {
		return command(network.OverrideNetworkState, network.OverrideNetworkStateParams{Offline: offline, DownloadThroughput: -1, UploadThroughput: -1})
	}
	white.do("losing the server", chromedp.Evaluate[chromedp.Void](`window.kept = window.fetch; window.fetch = () => Promise.reject(new Error('lost'));`))
	white.until("when it is tried again", mark+`.checkVisibility() && /^Reconnecting( in \d+ s|…)$/.test(`+mark+`.textContent)`)
	white.do("pulling the plug", network(true))
	white.until("that the network is gone", mark+`.checkVisibility() && `+mark+`.textContent === 'Offline'`)
	white.do("plugging in", network(false), chromedp.Evaluate[chromedp.Void](`window.fetch = window.kept;`))
	white.until("a line again", `!`+mark+`.checkVisibility() && `+connected)
}

// The buttons say that they have done it.
func TestLinkPositionAndMovesAreCopied(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4", "e5")
	p := m.sit("spectator")
	p.do("a clipboard", chromedp.Evaluate[chromedp.Void](`
		window.copied = [];
		Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => { window.copied.push(text); } } });`))
	p.click(".share summary")
	p.press(kb.ArrowLeft)
	p.shownPly(1)
	for i, c := range []struct{ button, want string }{
		{`#address + button`, `=== '` + m.url + m.path + `'`},
		{`#fen + button`, `=== 'rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR b KQkq e3 0 1'`},
		{`.files button`, `.includes('1. e4 e5')`},
	} {
		p.click(c.button)
		p.until("word that it is copied", `document.querySelector('`+c.button+`').textContent === 'Copied'`)
		if !read[bool](p, `window.copied[`+strconv.Itoa(i)+`]`+c.want) {
			t.Errorf("%s copied %q", c.button, read[string](p, `window.copied.at(-1)`))
		}
	}
	p.until("the usual words again", `document.querySelector('.files button').textContent === 'Copy PGN'`)
}
