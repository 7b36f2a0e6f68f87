package main

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Looking back far and fast, and at what is taken back meanwhile.

// Browsers count how often a page changes its address, and refuse it then.
func TestAddressFollowsAKeyThatIsHeldDownNowAndThen(t *testing.T) {
	t.Parallel()
	p := openSite(t).match("", operaSAN...).sit("spectator")
	const held = `(({ prototype: { replaceState } }) => {
		window.places = 0;
		history.replaceState = function (...all) { window.places++; replaceState.apply(this, all); };
		for (let n = 0; n < 120; n++) {
			const key = n % 40 < 20 ? 'ArrowLeft' : 'ArrowRight';
			document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
		}
		for (let n = 0; n < 5; n++) document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }));
	})(History)`
	begun := time.Now()
	p.do("holding keys", chromedp.Evaluate[chromedp.Void](held))
	p.shownPly(28)
	most := 2 + int(time.Since(begun)/(250*time.Millisecond))
	if got := read[int](p, `window.places`); got > most {
		t.Errorf("the address was changed %d times, want at most %d", got, most)
	}
}

func TestPositionsThatAreTakenBackAreForgotten(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4", "e5", "Nf3", "Nc6")
	white, fresh := m.sit("white"), m.person("fresh")
	white.click(step("first"))
	white.click(step("last"))
	white.click(step("back"))
	white.click(step("back"))
	white.click(step("back"))
	white.shownPly(1)
	m.send("white", m.path+"/takeback", nil)
	m.send("black", m.path+"/takeback", map[string]any{"answer": "accept"})
	white.untilPly(2)
	m.play("d4", "exd4", "c3")
	white.untilPly(5)
	white.until("the number of moves since", backBar+`.querySelector('[data-part=unseen]').textContent === '3 new moves'`)
	white.click(step("forward"))
	white.click(step("forward"))
	white.click(step("forward"))
	white.shownPly(4)
	white.wantSame("after other moves", fresh, m.players["white"])
}
