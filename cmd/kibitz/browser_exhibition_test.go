package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// exhibiting is for openSite: the tests of other things have no exhibition.
func exhibiting(c *config) { c.exhibition = true }

// The live boards in sight, and what is on them.
const (
	inSight  = `[...document.querySelectorAll('.live-board')].filter((li) => li.checkVisibility())`
	pictures = inSight + `.map((li) => [...li.querySelectorAll('[data-sq] .pc')].map((pc) => pc.closest('[data-sq]').dataset.sq + pc.className).sort().join())`
	lookNow  = `void document.dispatchEvent(new Event('visibilitychange'))`
)

func TestFreshInstallShowsThreeBoardsOnWhichPiecesMove(t *testing.T) {
	t.Parallel()
	s := openSite(t, exhibiting)
	p := s.person("first visitor", shifting)
	p.open("/")
	p.until("three boards", inSight+`.length === 3`)
	first := read[[]string](p, pictures)
	p.do("a mark that a reload would wipe", chromedp.Evaluate[chromedp.Void](`void (window.first = `+pictures+`)`))
	for i := range first {
		p.until("a move", fmt.Sprintf(`window.first && %s[%d] !== window.first[%d]`, pictures, i, i))
	}
	if names := read[string](p, `document.querySelector('.live-now').innerText`); !strings.Contains(names, "Paul Morphy") || !strings.Contains(names, "Paris, 1858 — replayed") {
		t.Errorf("the boards say %q", names)
	}
	if got := s.metric(`kibitz_feed_readers{transport="SSE"}`); got != 2 {
		t.Errorf("the page has %v streams, want one for the boards and one for the lobby", got)
	}
	p.wantShifts("home", 0.001)
	p.open("/watch")
	p.until("the exhibition under its title", `document.querySelector('.exhibition h2').checkVisibility() && document.querySelectorAll('.exhibition .live-board').length === 3`)
	p.until("word that nobody plays", `document.querySelector('[data-part=nothing]').checkVisibility()`)
}

func TestGameThatIsPlayedTakesTheFirstPlace(t *testing.T) {
	t.Parallel()
	s := openSite(t, exhibiting)
	p := s.person("visitor", shifting)
	p.open("/")
	p.until("three boards", inSight+`.length === 3`)
	p.do("the keyboard at the first board", chromedp.Evaluate[chromedp.Void](`document.querySelector('.live-board a').focus()`))
	first := read[string](p, `document.activeElement.pathname`)
	m := s.match("")
	there := `document.querySelector('.live-now .live-board a[href="` + m.path + `"]')`
	p.do("a look", chromedp.Evaluate[chromedp.Void](lookNow))
	p.until("the game", there)
	if got := read[string](p, `document.activeElement.pathname`); got != first {
		t.Errorf("the focus went from %s to %s", first, got)
	}
	p.do("the keyboard away", chromedp.Evaluate[chromedp.Void](`document.activeElement.blur()`))
	m = s.match("")
	there = `document.querySelector('.live-now .live-board a[href="` + m.path + `"]')`
	p.do("a look", chromedp.Evaluate[chromedp.Void](lookNow))
	p.until("another game in the first place of three", inSight+`.length === 3 && document.querySelector('.live-board').contains(`+there+`)`)
	m.play("e4")
	p.until("the move there", there+`.querySelector('[data-part=state]').textContent === 'Black to move'`)
	p.wantShifts("home", 0.001)
	p.open("/watch")
	if !read[bool](p, `!document.querySelector('.boards [data-exhibit] ~ :not([data-exhibit])') && document.querySelectorAll('[data-part=boards] .live-board').length === 2`) {
		t.Error("/watch does not begin with the games that are played")
	}
}

func TestWithoutAnExhibitionAVisitorIsInvited(t *testing.T) {
	t.Parallel()
	s := openSite(t)
	p := s.person("visitor", shifting)
	p.open("/")
	p.until("an invitation", inSight+`.length === 0 && document.querySelector('.live-now .invite').innerText.includes('Yours could be the first')`)
	m := s.match("")
	p.do("a look", chromedp.Evaluate[chromedp.Void](lookNow))
	p.until("the game in its place", inSight+`.length === 1 && !document.querySelector('.live-now .invite').checkVisibility()`)
	p.wantShifts("home", 0.02)
	m.play("e4")
	p.until("the move", `document.querySelector('.live-board [data-part=state]').textContent === 'Black to move'`)
	p.click(`.start .button`)
	p.untilState("Waiting for an opponent")
}

func TestExhibitionWorksWithScriptsOff(t *testing.T) {
	t.Parallel()
	p := openSite(t, exhibiting).person("visitor", withoutScripts)
	p.open("/")
	p.until("three boards", inSight+`.length === 3`)
	p.follow(`.live-board a`)
	p.until("an exhibit", `document.querySelector('main').innerText.includes('An exhibition: Paris, 1858') && !document.querySelector('main form button[name=move]')`)
	p.until("a move later", `document.querySelectorAll('move-list a').length > 12`)
}

// An exhibit is followed and talked about like any game, and belongs to nobody.
func TestExhibitIsAGameThatNobodyCanJoin(t *testing.T) {
	t.Parallel()
	s := openSite(t, exhibiting)
	p := s.person("onlooker")
	p.open("/")
	p.follow(`.live-board a`)
	path := read[string](p, `location.pathname`)
	p.do("a mark", chromedp.Evaluate[chromedp.Void](`void (window.plies = document.querySelectorAll('move-list a').length)`))
	p.until("a move", `window.plies && document.querySelectorAll('move-list a').length > window.plies`)
	p.until("nobody to be away", `![...document.querySelectorAll('.away')].some((el) => el.checkVisibility())`)
	p.talk("what a game")
	p.untilTalk("what a game")
	somebody := newPlayer(t)
	for _, c := range []struct {
		do     string
		fields map[string]any
		status int
	}{
		{"join", nil, 409}, {"moves", map[string]any{"move": "e4"}, 403}, {"resign", nil, 403}, {"draw", nil, 403}, {"flag", nil, 403}, {"claim", nil, 403}, {"rematch", nil, 403},
		{"chat", map[string]any{"room": "players", "text": "hello"}, 403},
	} {
		if _, err := send(somebody, s.url+path+"/"+c.do, c.fields); err == nil || !strings.Contains(err.Error(), fmt.Sprintf(": %d ", c.status)) {
			t.Errorf("%s: got %v, want %d", c.do, err, c.status)
		}
	}
	response, err := http.Get(s.url + path + ".pgn")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != 200 {
		t.Errorf("the PGN: got %s", response.Status)
	}
	p.open("/")
	if got := read[int](p, seekRows+`.length`); got != 0 {
		t.Errorf("%d seeks are shown", got)
	}
}
