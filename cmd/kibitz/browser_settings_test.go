package main

import (
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Colors as the browser has worked them out.
const (
	pageColor   = `getComputedStyle(document.documentElement).backgroundColor`
	squareColor = `getComputedStyle(document.querySelector('main .board .rank:nth-child(1) .sq:nth-child(2)')).backgroundColor`

	lightPage, darkPage = "rgb(246, 244, 238)", "rgb(19, 22, 27)"
	linenDark, seaDark  = "rgb(185, 143, 98)", "rgb(124, 159, 181)"
)

func (p *person) wantColor(what, js, want string) {
	p.t.Helper()
	if got := read[string](p, js); got != want {
		p.t.Errorf("%s: %s has the color %s, want %s", p.name, what, got, want)
	}
}

func (p *person) pick(name, value string) {
	p.t.Helper()
	p.click(`.settings [name="` + name + `"][value="` + value + `"]`)
}

func TestWishesChangeColorsWithScriptsOff(t *testing.T) {
	t.Parallel()
	p := openSite(t).person("somebody", withoutScripts, prefers("color-scheme", "light"))
	p.open("/")
	p.wantColor("a square", squareColor, linenDark)
	p.wantColor("the page", pageColor, lightPage)
	p.open("/settings?back=/")
	p.pick("board", "sea")
	p.pick("theme", "dark")
	p.click(".save button")
	p.until("the start page", `location.pathname === '/'`)
	p.wantColor("a square", squareColor, seaDark)
	p.wantColor("the page", pageColor, darkPage)
	p.allow("status of 404")
	p.open("/games/00000000")
	p.wantColor("a page that says what went wrong", pageColor, darkPage)
}

func TestAChosenThemeBeatsTheSystem(t *testing.T) {
	t.Parallel()
	s := openSite(t)
	for _, c := range []struct{ system, theme, want string }{
		{"dark", "", darkPage}, {"dark", "light", lightPage}, {"light", "dark", darkPage}, {"light", "", lightPage},
	} {
		p := s.person("one with "+c.theme+" on a "+c.system+" system", prefers("color-scheme", c.system))
		p.open("/settings")
		p.pick("theme", c.theme)
		p.wantColor("the page, before it is saved", pageColor, c.want)
		p.click(".save button")
		p.until("the answer", `!!document.querySelector('.saved')`)
		p.wantColor("the page", pageColor, c.want)
	}
}

func TestABoardIsSeenBeforeItIsSaved(t *testing.T) {
	t.Parallel()
	p := openSite(t).person("somebody")
	p.open("/settings")
	seen := map[string]bool{}
	for _, board := range read[[]string](p, `[...document.querySelectorAll('[name=board]')].map((i) => i.value)`) {
		p.pick("board", board)
		if got := read[string](p, `document.documentElement.dataset.board ?? ''`); got != board {
			t.Errorf("the page has the board %q, want %q", got, board)
		}
		seen[read[string](p, strings.Replace(squareColor, "main .board", ".pick:has([value=\""+board+"\"][name=board]) .board", 1))] = true
	}
	if len(seen) != 5 {
		t.Errorf("got %d boards of different colors, want 5: %v", len(seen), seen)
	}
	p.open("/settings")
	if got := read[string](p, `document.documentElement.dataset.board ?? ''`); got != "" {
		t.Errorf("a board that was not saved is still there: %q", got)
	}
}

// answersNotifications has the browser's user always answer the same, and counts
// how often they are asked.
func answersNotifications(answer string) string {
	return `window.asked = 0;
		Object.defineProperty(Notification, 'permission', { get: () => window.asked ? '` + answer + `' : 'default' });
		Notification.requestPermission = async () => { window.asked++; return '` + answer + `'; };`
}

func TestNotificationsAreAskedForWhenTheyAreSwitchedOn(t *testing.T) {
	t.Parallel()
	s := openSite(t)
	for answer, allowed := range map[string]bool{"granted": true, "denied": false, "default": false} {
		p := s.person("one who says " + answer)
		p.open("/settings")
		p.do("an answer", chromedp.Evaluate[chromedp.Void](answersNotifications(answer)))
		p.pick("sound", "1")
		if got := read[int](p, `window.asked`); got != 0 {
			t.Errorf("%s: asked %d times for sounds, want 0", answer, got)
		}
		p.pick("notify", "1")
		p.until("a question", `window.asked === 1`)
		p.until("what follows", `document.querySelector('[name=notify]').checked === `+strconv.FormatBool(allowed))
		if told := read[bool](p, `!document.querySelector('[data-part=denied]').hidden`); told == allowed {
			t.Errorf("%s: the page says that it is not allowed: %t, want %t", answer, told, !allowed)
		}
	}
}

func TestSettingsAreMadeWithAKeyboardAlone(t *testing.T) {
	t.Parallel()
	p := openSite(t).person("somebody")
	p.open("/settings")
	p.do("the first field", chromedp.Evaluate[chromedp.Void](`document.querySelector('[name=theme]').focus()`))
	p.press(kb.ArrowDown, kb.ArrowDown) // as the device, light, dark
	p.wantColor("the page", pageColor, darkPage)
	p.press(kb.Tab, kb.ArrowDown) // linen, moss
	if got := read[string](p, `document.documentElement.dataset.board ?? ''`); got != "moss" {
		t.Errorf("got the board %q, want moss", got)
	}
	if ring := read[string](p, `getComputedStyle(document.activeElement.closest('.pick')).outlineStyle`); ring != "solid" {
		t.Errorf("the card that has the focus has the outline %q, want a ring", ring)
	}
	p.press("\r")
	p.until("the answer", `!!document.querySelector('.saved') && document.documentElement.dataset.board === 'moss'`)
}
