package main

import (
	"strings"
	"testing"
)

const (
	whiteName = `document.querySelector('.strip[data-color=white] .name').textContent`
	blackName = `document.querySelector('.strip[data-color=black] .name').textContent`
)

// near is the square at the lower left, as it is seen.
const near = `(() => {
	const cells = [...document.querySelectorAll('chess-board [data-sq]')].map((cell) => ({ name: cell.dataset.sq, box: cell.getBoundingClientRect() }));
	return cells.sort((a, b) => a.box.left - b.box.left || b.box.top - a.box.top)[0].name;
})()`

func TestGuestTakesTheSeatByTheLinkAndSeesTheBoardFromThere(t *testing.T) {
	t.Parallel()
	s := openSite(t)
	host, guest, looker := s.person("the host"), s.person("the guest"), s.person("the onlooker")
	host.open("/")
	host.click(`label:has([name="color"][value="white"])`)
	host.follow(`form[action="/games"] button`)
	host.untilState("Waiting for an opponent")
	link := read[string](host, `document.querySelector('#invite').value`)
	if !strings.HasPrefix(link, s.url+"/games/") {
		t.Errorf("the link to send is %q", link)
	}
	path := strings.TrimPrefix(link, s.url)
	looker.open(path)
	looker.untilState("Waiting for an opponent")
	guest.open(path)
	guest.follow(`form[action$="/join"] button`)

	guest.untilState("White to move")
	looker.untilState("White to move")
	host.untilState("Your move")
	for _, p := range []*person{host, looker} {
		p.until("the name of the guest", blackName+` === "`+read[string](guest, blackName)+`"`)
		p.until("the name of the host", whiteName+` === "`+read[string](guest, whiteName)+`"`)
	}
	for p, want := range map[*person]string{host: "a1", guest: "h8", looker: "a1"} {
		if got := read[string](p, near); got != want {
			t.Errorf("%s has %s near, want %s", p.name, got, want)
		}
	}
	if read[bool](looker, `!!document.querySelector('chess-board button, #move, [data-part=resign]')`) {
		t.Error("the onlooker has something to move or resign with")
	}
	looker.open(path)
	if read[bool](looker, `[...document.querySelectorAll('form[action$="/join"]')].some((form) => form.checkVisibility())`) {
		t.Error("a seat that is taken is offered")
	}
}

func TestBoardIsTurnedInPlace(t *testing.T) {
	t.Parallel()
	black := openSite(t).match("", "e4").sit("black")
	black.click(`[data-part="flip"]`)
	black.until("White's side", near+` === 'a1' && location.search === '?flip=1'`)
	black.dragMove("e7e5")
	black.untilPly(2)
	black.open(strings.TrimPrefix(read[string](black, `location.href`), black.site.url))
	if got := read[string](black, near); got != "a1" {
		t.Errorf("loaded again %s is near, want a1", got)
	}
}

const resign = `.actions [data-part="resign"]`

func TestSecondPressResigns(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4", "e5")
	white, black := m.sit("white"), m.sit("black")
	white.click(resign)
	white.until("a question", `document.querySelector('`+resign+`').textContent === 'Press again to resign'`)
	black.untilState("White to move")
	white.click(resign)
	// On a machine that stood still for 3 s that was a first press again.
	white.until("the end", stateText+` === 'White resigned. Black wins' ||
		document.querySelector('`+resign+`').textContent === 'Press again to resign'`)
	if white.state() == "Your move" {
		white.click(resign)
	}
	for _, p := range []*person{white, black} {
		p.untilState("White resigned. Black wins")
		p.until("the score", `document.querySelector('.strip[data-color=black] .score').textContent === '1'`)
		if read[bool](p, `[...document.querySelectorAll('`+resign+`, .move-form')].some((el) => el.checkVisibility())`) {
			t.Errorf("%s can still resign or move", p.name)
		}
	}
}

func TestResigningTakesTwoPressesWithScriptsOff(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4", "e5")
	black := m.sit("black", withoutScripts)
	black.click(resign + " summary")
	black.follow(resign + " button")
	black.untilState("Black resigned. White wins")
}

func TestGameThatHasHardlyBegunIsAborted(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("")
	white := m.sit("white")
	white.click(`[data-part="abort"] button`)
	white.untilState("Game aborted")
	white.open(m.path)
	white.untilState("Game aborted")
}
