package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// boards is what /watch shows, by address: the pieces in the order of the squares.
const boards = `Object.fromEntries([...document.querySelectorAll('.live-board')].map((li) => [new URL(li.querySelector('a').href).pathname,
	[...li.querySelectorAll('[data-sq] .pc')].map((pc) => pc.closest('[data-sq]').dataset.sq + pc.className.match(/[wb][KQRBNP]/)).sort().join(' ')]))`

func TestManyGamesAreWatchedOnOneConnection(t *testing.T) {
	t.Parallel()
	s := openSite(t)
	p := s.person("onlooker")
	p.open("/watch")
	p.until("word that nobody plays", `document.querySelector('[data-part=nothing]').checkVisibility() && !document.querySelector('.boards').checkVisibility()`)
	matches := []*match{s.match(""), s.match("", "d4"), s.match("", "c4", "c5")}
	p.open("/watch")
	p.until("a live page", `document.querySelectorAll('.live-board').length === 3 && `+connected)
	if got := s.metric(`kibitz_feed_readers{transport="SSE"}`); got != 1 {
		t.Errorf("three boards have %v streams, want one", got)
	}
	read[bool](p, `window.sameAsBefore = true`)
	for i, m := range matches {
		m.play([]string{"Nf3", "Nf6", "Nc3"}[i])
	}
	// A game that begins later is found by the next look at the list.
	late := s.match("")
	read[bool](p, `document.dispatchEvent(new Event('visibilitychange'))`)
	p.until("the fourth board", `document.querySelector('.live-board a[href="`+late.path+`"]')`)
	p.until("a stream with the fourth", connected)
	late.play("e4")
	p.until("the move there", `document.querySelector('.live-board:has(a[href="`+late.path+`"]) [data-part=state]').textContent === 'Black to move'`)
	over := matches[2]
	over.send("black", over.path+"/resign", nil)
	p.until("the end of a game", `document.querySelector('.live-board:has(a[href="`+over.path+`"]) [data-part=state]').textContent === 'Black resigned. White wins'`)
	if got := s.metric(`kibitz_feed_readers{transport="SSE"}`); got != 1 {
		t.Errorf("four boards have %v streams, want one", got)
	}
	if !read[bool](p, `!!window.sameAsBefore`) {
		t.Error("the page was loaded again")
	}
	live := read[map[string]string](p, boards)
	delete(live, over.path)
	p.open("/watch")
	fresh := read[map[string]string](p, boards)
	if len(fresh) != 3 {
		t.Errorf("loaded again the page shows %d boards, want three", len(fresh))
	}
	for path, pieces := range fresh {
		if live[path] != pieces {
			t.Errorf("%s was shown as %q, and loaded again as %q", path, live[path], pieces)
		}
	}
}

func TestWatchingWithoutScripts(t *testing.T) {
	t.Parallel()
	s := openSite(t)
	m := s.match("", "e4")
	p := s.person("onlooker", withoutScripts)
	p.open("/watch")
	if !strings.Contains(read[string](p, `document.querySelector('meta[http-equiv=refresh]').content`), "/watch") {
		t.Error("the page does not load itself again")
	}
	p.follow(`.hint a[href="/watch?refresh=0"]`)
	if read[bool](p, `!!document.querySelector('meta[http-equiv=refresh]')`) {
		t.Error("the page loads itself again although that was stopped")
	}
	for _, width := range []int64{305, 360, 1280} {
		p.do("a window", chromedp.EmulateViewport(width, 740))
		if got := read[[]string](p, tooWide); len(got) > 0 {
			t.Errorf("at %d px too wide are %s", width, strings.Join(got, ", "))
		}
	}
	p.follow(`.live-board a`)
	if got := read[string](p, `location.pathname`); got != m.path {
		t.Errorf("the board leads to %s, want %s", got, m.path)
	}
}
