package main

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// watched notes what a page would do outside of itself, and lets a test say
// whether anybody looks at it.
var watched = command(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `
	window.notes = [];
	window.locks = [];
	window.elsewhere = false; // the person looks at something else
	window.Notification = class {
		static permission = 'granted';
		constructor(title, { body }) { this.body = body; window.notes.push(this); }
		close() { this.closed = true; }
	};
	Object.defineProperty(navigator, 'wakeLock', { value: {
		request: async (type) => {
			const lock = { type, release: async () => { lock.released = true; } };
			window.locks.push(lock);
			return lock;
		},
	} });
	Object.defineProperty(document, 'hidden', { get: () => window.elsewhere });
	document.hasFocus = () => !window.elsewhere;
`})

// tellPage has the page notice where the person looks.
const tellPage = `document.dispatchEvent(new Event('visibilitychange')); dispatchEvent(new Event(window.elsewhere ? 'blur' : 'focus'));`

// look has the person look at the page, or at something else.
func (p *person) look(here bool) {
	p.t.Helper()
	p.do("looking", chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`window.elsewhere = %t; %s`, !here, tellPage)))
}

// wants sets a preference, as the server would.
func (p *person) wants(name string) {
	p.t.Helper()
	p.do("wanting "+name, chromedp.Evaluate[chromedp.Void](`document.documentElement.dataset.`+name+` = ''; `+tellPage))
}

// icon is the file that the tab shows.
const icon = `document.querySelector('link[rel=icon]').href.split('/').at(-1)`

func TestTabTellsThatItIsOnesTurn(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4")
	white := m.sit("white", watched)
	white.until("the usual title", `document.title.startsWith('Black to move')`)
	white.look(false)
	m.play("e5")
	white.until("the turn in the title", `document.title.startsWith('Your turn')`)
	white.until("the marked icon", icon+` === 'favicon-turn.svg'`)
	white.until("the usual icon in between", icon+` === 'favicon.svg'`)
	white.until("the marked icon again", icon+` === 'favicon-turn.svg'`)
	white.look(true)
	white.until("the usual icon", icon+` === 'favicon.svg'`)
	white.clickMove("g1f3")
	white.until("the usual title again", `document.title.startsWith('Black to move')`)
	white.look(false)
	white.until("the usual icon, as it is not White's turn", icon+` === 'favicon.svg'`)
}

func TestMarkedIconStandsStillForWhoPrefersThat(t *testing.T) {
	t.Parallel()
	white := openSite(t).match("").sit("white", watched, prefers("reduced-motion", "reduce"))
	white.do("watching the icon", chromedp.Evaluate[chromedp.Void](`
		window.icons = [];
		new MutationObserver(() => window.icons.push(`+icon+`)).observe(document.querySelector('link[rel=icon]'), { attributes: true });`))
	white.look(false)
	white.until("three looks at the icon", `window.icons.length >= 3`)
	if read[bool](white, `window.icons.some((name) => name !== 'favicon-turn.svg')`) {
		t.Error("the icon changes to and fro")
	}
}

func TestNotificationComesForWhoWantsItAndLooksElsewhere(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4", "e5", "Nf3")
	m.rename("Brave Fox", "Wise Owl")
	white := m.sit("white", watched)
	white.look(false)
	m.play("Nc6")
	white.untilPly(4)
	m.play("Bb5")
	white.wants("notify")
	m.play("a6")
	white.until("one notification", `window.notes.map((note) => note.body).join() === 'Your turn: Wise Owl played a6'`)
	if read[bool](white, `!!window.notes[0].closed`) {
		t.Error("the notification was closed before anybody came")
	}
	white.look(true)
	white.until("no notification any more", `window.notes[0].closed`)
	m.play("Ba4", "Nf6")
	white.untilPly(8)
	if got := read[int](white, `window.notes.length`); got != 1 {
		t.Errorf("%d notifications, want none for who looks at the page", got-1)
	}
}

func TestScreenStaysOnDuringAGameWithAClock(t *testing.T) {
	t.Parallel()
	m := openSite(t).timed(600, 0, "e4", "e5")
	white := m.sit("white", watched)
	if got := read[int](white, `window.locks.length`); got != 0 {
		t.Errorf("%d locks for who did not ask for one", got)
	}
	held := func(n int) string {
		return `window.locks.length === ` + strconv.Itoa(n) + ` && window.locks.filter((lock) => !lock.released).length === 1`
	}
	white.wants("awake")
	white.until("a lock", held(1))
	white.look(false)
	white.until("none while nobody looks", `window.locks.every((lock) => lock.released)`)
	white.look(true)
	white.until("a lock again", held(2))
	m.send("black", m.path+"/resign", nil)
	white.until("none after the game", `window.locks.every((lock) => lock.released)`)
}

func TestPageAsksBeforeARunningGameIsLeft(t *testing.T) {
	t.Parallel()
	m := openSite(t).timed(600, 0, "e4")
	white := m.sit("white")
	leave := func(when string, want int) {
		t.Helper()
		white.click("h2") // a page that nobody has touched may not ask
		white.follow(".brand")
		if got := white.questions(); got != want {
			t.Errorf("%s: asked %d times by now, want %d", when, got, want)
		}
		white.open(m.path)
	}
	leave("before the clocks run", 0)
	m.play("e5")
	white.untilPly(2)
	leave("while they run", 1)
	m.send("black", m.path+"/resign", nil)
	white.untilState("Black resigned. White wins")
	leave("after the end", 1)
}
