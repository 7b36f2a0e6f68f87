package main

import (
	"fmt"
	"strconv"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// What a person does with mouse, keys and fingers. All of it goes through the
// browser's input, so that what lies on top is what is hit.

// settled is true of a page that has been loaded and painted, before which the
// browser drops what is pressed, and, if scripts are on, taken over by them:
// its feed is open, unless there is nothing to wait for.
const settled = `(document.readyState === 'complete' && !window.leaving && performance.getEntriesByType('paint').length > 0 &&
	(matchMedia('(scripting: none)').matches || !document.querySelector('main[data-game]') || !!document.querySelector('.copy button') &&
		[...document.querySelectorAll('[data-part=connection]')].every((chip) => chip.hidden || chip.dataset.state === 'open')))`

// open loads an address of the site.
func (p *person) open(path string) {
	p.t.Helper()
	p.load(path, func() {
		p.do("opening "+path, command(page.Navigate, page.NavigateParams{URL: p.site.url + path}))
	})
}

// load does something that leads to another page, and waits for that one.
func (p *person) load(what string, do func()) {
	p.t.Helper()
	p.do("leaving", chromedp.Evaluate[chromedp.Void]("window.leaving = true"))
	do()
	p.until("the page of "+what, settled)
}

// A point is a place in the window, in CSS pixels.
type point struct{ X, Y float64 }

// middle waits until an element can be hit, and says where.
func (p *person) middle(selector string) point {
	p.t.Helper()
	const hit = `(() => {
		const el = document.querySelector(%s);
		el.scrollIntoView({ block: 'nearest', behavior: 'instant' });
		const r = el.getBoundingClientRect(), at = { X: r.x + r.width / 2, Y: r.y + r.height / 2 };
		const top = document.elementFromPoint(at.X, at.Y);
		return el === top || el.contains(top) || top?.contains(el) && top.matches('label, button, a') ? at : null;
	})()`
	return read[point](p, fmt.Sprintf(hit, strconv.Quote(selector)))
}

func (p *person) mouse(kind input.DispatchMouseEventType, at point, held int64) {
	p.t.Helper()
	event := input.DispatchMouseEventParams{Type: kind, X: at.X, Y: at.Y, Button: input.MouseButtonLeft, Buttons: held, ClickCount: 1}
	if kind == chromedp.MouseMoved {
		event.ClickCount = 0
	}
	p.do("the mouse", command(input.DispatchMouseEvent, event))
}

// click presses and releases the mouse on an element.
func (p *person) click(selector string) {
	p.t.Helper()
	at := p.middle(selector)
	p.mouse(chromedp.MousePressed, at, 1)
	p.mouse(chromedp.MouseReleased, at, 0)
}

// follow clicks on what leads to another page.
func (p *person) follow(selector string) {
	p.t.Helper()
	p.load(selector, func() { p.click(selector) })
}

// square is the selector of a square: "e4".
func square(name string) string { return `main [data-sq="` + name + `"]` }

// clickMove makes a move by pressing two squares: "e2e4". What a pawn becomes
// is left open.
func (p *person) clickMove(uci string) {
	p.t.Helper()
	p.click(square(uci[:2]))
	p.click(square(uci[2:4]))
}

// dragMove makes a move by dragging a piece with the mouse.
func (p *person) dragMove(uci string) {
	p.t.Helper()
	from, to := p.middle(square(uci[:2])), p.middle(square(uci[2:4]))
	p.mouse(chromedp.MouseMoved, from, 0)
	p.mouse(chromedp.MousePressed, from, 1)
	for _, at := range between(from, to, 4) {
		p.mouse(chromedp.MouseMoved, at, 1)
	}
	p.mouse(chromedp.MouseReleased, to, 0)
}

// between are the points of a way in n steps.
func between(from, to point, n int) []point {
	var points []point
	for i := 1; i <= n; i++ {
		part := float64(i) / float64(n)
		points = append(points, point{from.X + (to.X-from.X)*part, from.Y + (to.Y-from.Y)*part})
	}
	return points
}

// typeMove writes a move into the text field and sends it off.
func (p *person) typeMove(move string) {
	p.t.Helper()
	p.click("#move")
	p.press(move, "\r")
}

// press presses keys, one after the other: letters, or those of package kb.
func (p *person) press(keys ...string) {
	p.t.Helper()
	for _, key := range keys {
		p.do("pressing "+key, chromedp.KeyEvent(key))
	}
}

// touch puts a finger down on one element, moves it to another and lifts it
// there.
func (p *person) touch(from, to string) {
	p.t.Helper()
	start, end := p.middle(from), p.middle(to)
	p.finger(input.DispatchTouchEventTypeTouchStart, start)
	if start != end {
		for _, at := range between(start, end, 5) {
			p.finger(input.DispatchTouchEventTypeTouchMove, at)
		}
	}
	p.finger(input.DispatchTouchEventTypeTouchEnd)
}

func (p *person) finger(kind input.DispatchTouchEventType, at ...point) {
	p.t.Helper()
	points := []*input.TouchPoint{} // none is not null
	for _, a := range at {
		points = append(points, &input.TouchPoint{X: a.X, Y: a.Y})
	}
	p.do("a finger", command(input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: points}))
}
