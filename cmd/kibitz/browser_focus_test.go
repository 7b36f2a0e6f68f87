package main

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// stop says where the focus is, and whether whoever looks on can see that: the
// thing is in the window, and it has a ring, or what stands for it has.
const stop = `(() => {
	const el = document.activeElement, r = el.getBoundingClientRect();
	const place = el.matches('.skip') ? 'skip' : el.closest('.top') ? 'top' : el.closest('chess-board') ? 'board' : el.matches('.move-form *') ? 'box'
		: el.closest('.state') ? 'state' : el.closest('.moves') ? 'moves' : el.closest('.chat') ? 'chat' : el.closest('transport-picker') ? 'transport'
		: el.closest('.share') ? 'share' : el.closest('.foot') ? 'foot' : el === document.body ? 'end' : el.outerHTML;
	const shown = [el, el.closest('label'), el.nextElementSibling, el.parentElement].filter(Boolean).some((one) => {
		const { outlineStyle, outlineWidth } = getComputedStyle(one);
		return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
	});
	const seen = el === document.body || r.top >= 0 && r.bottom <= innerHeight + 1 && r.left >= 0 && r.right <= innerWidth + 1;
	return [place, shown || el === document.body, seen, el.outerHTML.slice(0, 120)];
})()`

func TestFocusGoesThroughAGameInOrderAndIsSeen(t *testing.T) {
	t.Parallel()
	m := openSite(t).timed(10800, 0, "e4", "e5", "Nf3", "Nc6")
	for name, browser := range map[string]action{"a table": desktop, "a phone": chromedp.EmulateViewport(360, 740)} {
		p := m.sit("white", browser)
		var places []string
		boards := 0
		for range 60 {
			p.press(kb.Tab)
			at := read[[]any](p, stop)
			place := at[0].(string)
			if place == "end" {
				break
			}
			if place == "board" {
				boards++
			}
			if at[1] != true || at[2] != true {
				t.Errorf("on %s the focus has a ring: %v, is in sight: %v, on %v", name, at[1], at[2], at[3])
			}
			if len(places) == 0 || places[len(places)-1] != place {
				places = append(places, place)
			}
		}
		if want := []string{"skip", "top", "board", "box", "state", "moves", "chat", "transport", "share", "foot"}; !slices.Equal(places, want) {
			t.Errorf("on %s the focus goes by %q, want %q", name, places, want)
		}
		if boards != 1 {
			t.Errorf("on %s the board takes %d presses of Tab, want 1", name, boards)
		}
	}
}

func TestSkipLinkLeadsPastTheHeader(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("")
	p := m.person("white")
	p.as(m.players["white"])
	for _, path := range []string{"/", m.path, "/settings"} {
		p.open(path)
		p.press(kb.Tab)
		if !read[bool](p, `document.activeElement.matches('.skip') && document.activeElement.getBoundingClientRect().top >= 0`) {
			t.Errorf("%s does not begin with a link in sight that skips the header", path)
		}
		p.press(kb.Enter, kb.Tab)
		if !read[bool](p, `!!document.activeElement.closest('main')`) {
			t.Errorf("on %s the link does not lead past the header", path)
		}
	}
}

func TestRingOnASquareHasTwoColors(t *testing.T) {
	t.Parallel()
	white := openSite(t).match("").sit("white")
	white.tabTo("chess-board button")
	const ring = `(({ outlineColor, outlineWidth, boxShadow }) => [outlineColor, outlineWidth, boxShadow].join(' '))(getComputedStyle(document.activeElement))`
	if got := read[string](white, ring); !strings.HasPrefix(got, "rgb(12, 13, 16) 3px rgb(255, 255, 255)") {
		t.Errorf("the ring is %q, want a dark one with a white one inside", got)
	}
}

// What happens in the game moves the focus of nobody, nor takes away what is
// being written.
func TestFocusStaysWhereItIs(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4", "e5")
	white := m.sit("white")
	white.walk("g1f3")
	white.untilPly(3)
	white.wantFocus("f3")
	m.play("Nc6")
	white.untilPly(4)
	white.wantFocus("f3")
	m.send("black", m.path+"/takeback", nil)
	white.untilOffered("Black would like to take back a move")
	white.wantFocus("f3")
	white.do("a question to the server", chromedp.Evaluate[chromedp.Void](`window.asked = performance.getEntriesByType('resource').length; 0`))
	m.send("white", m.path+"/takeback", map[string]any{"answer": "accept"})
	white.untilPly(3)
	white.until("the whole game to have been read again", `performance.getEntriesByType('resource').length > asked`)
	white.wantFocus("f3")

	white.tabTo("#move")
	white.press("N", "b")
	m.play("Nf6")
	white.untilPly(4)
	if got := read[string](white, `document.activeElement.id + ' ' + document.activeElement.value`); got != "move Nb" {
		t.Errorf("while the opponent moved, focus and text became %q, want %q", got, "move Nb")
	}
	described := read[string](white, `document.activeElement.getAttribute('aria-describedby').split(' ').map((id) => document.getElementById(id).textContent).join(' ')`)
	if want := "Last move: Black knight to f6"; !strings.Contains(described, want) {
		t.Errorf("the box is described by %q, want %q", described, want)
	}
}

func TestChoiceOfAPieceGivesTheFocusBack(t *testing.T) {
	t.Parallel()
	white := openSite(t).match(promotionFEN).sit("white")
	white.walk("e7e8")
	white.until("the choice", `document.querySelector('dialog.promote[open]')`)
	white.press(kb.Escape)
	white.until("no choice any more", `!document.querySelector('dialog')`)
	white.wantFocus("e8")
	white.walk("e7e8")
	white.until("the choice", `document.querySelector('dialog.promote[open]')`)
	white.press(kb.Tab, kb.Enter)
	white.untilPly(1)
	white.wantMoves("e8=R")
	white.wantFocus("e8")
}

// noting keeps everything that the live region becomes.
const noting = `(() => {
	const region = document.querySelector('[data-part=announce]');
	window.heard = [region.textContent];
	new MutationObserver(() => { if (heard.at(-1) !== region.textContent) heard.push(region.textContent); })
		.observe(region, { childList: true, characterData: true, subtree: true });
})(); 0`

// A region that is there, and empty, before anything is said; and of a text that
// equals the one before nothing would be heard, so it is emptied between.
func TestEachMoveIsSpokenOnce(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("")
	white, spectator := m.sit("white"), m.sit("spectator")
	white.allow("status of 422")
	want := []string{""}
	for _, p := range []*person{white, spectator} {
		if got := read[string](p, `document.querySelector('[data-part=announce]').role`); got != "status" {
			t.Errorf("for %s the region has the role %q, want status", p.name, got)
		}
		p.do("listening", chromedp.Evaluate[chromedp.Void](noting))
	}
	for i, text := range []string{"White knight to f3", "Black knight to f6", "White knight to g1", "Black knight to g8", "White knight to f3"} {
		m.play(strings.Fields(backAndOn + backAndOn)[i])
		want = append(want, text, "")
		for _, p := range []*person{white, spectator} {
			p.until(text, `heard.at(-1) === `+strconv.Quote(text)+` && heard.filter((text) => text).length === `+strconv.Itoa(i+1))
		}
	}
	for _, p := range []*person{white, spectator} {
		if got := read[[]string](p, "heard"); !slices.Equal(got, want[:len(want)-1]) {
			t.Errorf("%s hears %q, want %q", p.name, got, want[:len(want)-1])
		}
	}
}

func TestTheSameTextIsSpokenAgain(t *testing.T) {
	t.Parallel()
	white := openSite(t).match("").sit("white")
	white.allow("status of 422")
	white.do("listening", chromedp.Evaluate[chromedp.Void](noting))
	for n := 1; n <= 2; n++ {
		white.typeMove("e5")
		white.until("the refusal", `heard.filter((text) => text.includes('e5')).length === `+strconv.Itoa(n))
		white.do("an empty field", chromedp.Evaluate[chromedp.Void](`document.querySelector('#move').value = ''; 0`))
	}
	if got := read[[]string](white, "heard"); len(got) != 4 || got[0] != "" || got[2] != "" || got[1] != got[3] {
		t.Errorf("heard was %q, want one text twice, with nothing before and between", got)
	}
}
