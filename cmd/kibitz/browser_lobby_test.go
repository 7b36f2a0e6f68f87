package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

const seekRows = `[...document.querySelectorAll('.seeks .seek')].filter((row) => row.checkVisibility())`

// seek starts a game against anyone by the form, and returns its path.
func (p *person) seek(color string) string {
	p.t.Helper()
	p.open("/")
	p.click(`label:has([name="opponent"][value="anyone"])`)
	p.click(fmt.Sprintf(`label:has([name="color"][value=%q])`, color))
	p.follow(`form[action="/games"] button`)
	p.untilState("Waiting for an opponent")
	return read[string](p, "location.pathname")
}

func TestSeekAppearsIsAcceptedAndGoes(t *testing.T) {
	t.Parallel()
	s := openSite(t)
	host, guest, looker := s.person("the host"), s.person("the guest"), s.person("the onlooker")
	guest.open("/")
	looker.open("/")
	for _, p := range []*person{guest, looker} {
		p.do("a mark that a reload would wipe", chromedp.Evaluate[chromedp.Void](`void (window.mark = true)`))
		p.until("an empty lobby", seekRows+`.length === 0 && document.querySelector('[data-lobby] [data-part="nobody"]').checkVisibility()`)
	}
	path := host.seek("white")
	row := seekRows + fmt.Sprintf(`.some((row) => row.querySelector('form').getAttribute('action') === '%s/join' && row.innerText.includes('you play Black'))`, path)
	for _, p := range []*person{guest, looker} {
		p.until("the seek", `window.mark && `+row)
		p.until("the host's name", fmt.Sprintf(`document.querySelector('.seeks .name').textContent === %q`, read[string](host, whiteName)))
	}
	guest.follow(`.seek form button`)
	guest.untilState("White to move")
	host.untilState("Your move")
	looker.until("an empty lobby again", `window.mark && `+seekRows+`.length === 0`)
	if got := read[string](guest, "location.pathname"); got != path {
		t.Errorf("the guest is at %s, want %s", got, path)
	}
	if read[bool](host, `document.querySelector('.qr').checkVisibility()`) {
		t.Error("the code is shown though the seat is taken")
	}
}

// A row must not go from under a finger: the one below would be pressed.
func TestSeekThatGoesStaysWhileSomebodyIsAtTheList(t *testing.T) {
	t.Parallel()
	s := openSite(t)
	host, other, guest := s.person("the host"), s.person("another host"), s.person("the guest")
	path := host.seek("white")
	other.seek("white")
	guest.open("/")
	guest.until("both seeks", seekRows+`.length === 2`)
	guest.do("the keyboard at the second", chromedp.Evaluate[chromedp.Void](`document.querySelectorAll('.seek button')[1].focus()`))
	host.click(`[data-part="abort"] button`)
	host.untilState("Game aborted")
	gone := fmt.Sprintf(`document.querySelector('[data-seek=%q]')`, strings.TrimPrefix(path, "/games/"))
	guest.until("the first to be gone and still there", gone+`?.querySelector('button').ariaDisabled === 'true'`)
	if !read[bool](guest, `document.activeElement === document.querySelectorAll('.seek button')[1]`) {
		t.Error("the focus has moved")
	}
	guest.do("the keyboard away", chromedp.Evaluate[chromedp.Void](`document.activeElement.blur()`))
	guest.until("the first to be away", seekRows+`.length === 1`)
}

func TestOwnSeekFromAnotherTabIsMarked(t *testing.T) {
	t.Parallel()
	p := openSite(t).person("the host")
	path := p.seek("black")
	p.open("/")
	p.until("the mark", seekRows+`.length === 1 && document.querySelector('.seek .tag').textContent === 'yours'`)
	p.do("another seek", chromedp.Evaluate[chromedp.Void](`void fetch('/games', {method: 'POST', body: new URLSearchParams({opponent: 'anyone'})})`))
	p.until("both marked", seekRows+`.length === 2 && document.querySelectorAll('.seek .tag').length === 2`)
	p.follow(`.seek a`)
	if got := read[string](p, "location.pathname"); got != path {
		t.Errorf("the first row leads to %s, want %s", got, path)
	}
}

func TestLobbyWorksWithScriptsOff(t *testing.T) {
	t.Parallel()
	s := openSite(t)
	host, guest := s.person("the host", withoutScripts), s.person("the guest", withoutScripts)
	guest.open("/")
	path := host.seek("black")
	guest.follow(`.lobby noscript a`)
	guest.until("the seek", seekRows+`.length === 1`)
	guest.follow(`.seek form button`)
	guest.untilState("Your move")
	host.untilState("White to move")
	if got := read[string](guest, "location.pathname"); got != path {
		t.Errorf("the guest is at %s, want %s", got, path)
	}
}
