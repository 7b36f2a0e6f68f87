package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// Keys that are held while the mouse is used.
const (
	altKey   = 1
	ctrlKey  = 2
	shiftKey = 8
)

// rightDrag draws an arrow from one square to another.
func (p *person) rightDrag(from, to string, keys int64) {
	p.t.Helper()
	a, b := p.middle(square(from)), p.middle(square(to))
	event := input.DispatchMouseEventParams{Type: chromedp.MousePressed, X: a.X, Y: a.Y, Button: input.MouseButtonRight, Buttons: 2, ClickCount: 1, Modifiers: keys}
	p.do("the right button", command(input.DispatchMouseEvent, event))
	event.X, event.Y = b.X, b.Y
	if a != b {
		event.Type = chromedp.MouseMoved
		p.do("the way", command(input.DispatchMouseEvent, event))
	}
	event.Type, event.Buttons = chromedp.MouseReleased, 0
	p.do("letting go", command(input.DispatchMouseEvent, event))
}

// rightClick draws a circle.
func (p *person) rightClick(at string, keys int64) {
	p.t.Helper()
	p.rightDrag(at, at, keys)
}

// untilShapes waits for what is drawn, in the order in which that was done:
// "plain e2e4" is an arrow, "plain e4" a circle.
func (p *person) untilShapes(want ...string) {
	p.t.Helper()
	p.until("what is drawn: "+strings.Join(want, ", "), `[...document.querySelectorAll('svg.shapes g')].map((g) => g.classList[1] + ' ' + g.dataset.shape).join() === '`+strings.Join(want, ",")+`'`)
}

func TestArrowsAndCirclesAreDrawnAndGo(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4")
	white := m.sit("white")
	white.rightDrag("g1", "f3", 0)
	white.rightClick("d4", 0)
	white.untilShapes("plain g1f3", "plain d4")
	white.rightDrag("g1", "f3", 0)
	white.untilShapes("plain d4")
	white.rightClick("d4", shiftKey) // in place of the other
	white.rightClick("e4", altKey)
	white.rightDrag("a1", "h8", ctrlKey)
	white.untilShapes("shift d4", "alt e4", "ctrl a1h8")
	white.click(`[data-part="flip"]`)
	white.untilShapes("shift d4", "alt e4", "ctrl a1h8")
	white.until("the circle over its square", `(() => {
		const [circle, cell] = ['[data-shape=d4]', '[data-sq=d4]'].map((s) => document.querySelector(s).getBoundingClientRect());
		return Math.hypot(circle.x + circle.width / 2 - cell.x - cell.width / 2, circle.y + circle.height / 2 - cell.y - cell.height / 2) < 1;
	})()`)
	white.click(square("g1"))
	white.untilShapes("shift d4", "alt e4", "ctrl a1h8")
	white.click(square("h6"))
	white.untilShapes()

	white.rightClick("c5", 0)
	m.play("c5")
	white.untilPly(2)
	white.untilShapes()
	if got := read[int](white, `document.querySelectorAll('svg.shapes').length`); got != 0 {
		t.Error("the sheet to draw on is still there")
	}
}

func TestRightButtonLetsGoOfAPieceAndDrawsNothing(t *testing.T) {
	t.Parallel()
	white := openSite(t).match("").sit("white")
	white.click(square("g1"))
	white.rightClick("g5", 0)
	white.untilShapes()
	if read[bool](white, `!!document.querySelector('.selected')`) {
		t.Error("the knight is still chosen")
	}
	white.rightClick("g5", 0)
	white.untilShapes("plain g5")

	from, to := white.middle(square("e2")), white.middle(square("e4"))
	white.mouse(chromedp.MousePressed, from, 1)
	white.mouse(chromedp.MouseMoved, to, 1)
	both := input.DispatchMouseEventParams{Type: chromedp.MousePressed, X: to.X, Y: to.Y, Button: input.MouseButtonRight, Buttons: 3, ClickCount: 1}
	white.do("the right button too", command(input.DispatchMouseEvent, both))
	white.until("the pawn to be let go", `!document.querySelector('.dragged, .dragging, .selected')`)
	both.Type, both.Buttons = chromedp.MouseReleased, 1
	white.do("letting go", command(input.DispatchMouseEvent, both))
	white.mouse(chromedp.MouseReleased, to, 0)
	white.wantBoard(startFEN)
	white.wantMoves()
}

func TestSpectatorsDrawToo(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", operaSAN...)
	for _, path := range []string{"", "?ply=3"} {
		p := m.person("spectator of " + path)
		p.open(m.path + path)
		const menus = `window.menus = []; document.addEventListener('contextmenu', (e) => { window.menus.push(e.defaultPrevented); e.preventDefault(); })`
		p.do("watching for menus", chromedp.Evaluate[chromedp.Void](menus))
		p.rightDrag("g1", "f3", 0)
		p.rightClick("e5", 0)
		p.untilShapes("plain g1f3", "plain e5")
		p.click(square("h4"))
		p.untilShapes()
		if got := read[[]bool](p, `window.menus`); len(got) == 0 || slices.Contains(got, false) {
			t.Errorf("menus were kept back: %v, want all that were asked for", got)
		}
	}
}
