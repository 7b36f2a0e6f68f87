package main

import (
	"encoding/json"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A premove is made while the other side is to move.

// premoved are the two squares of a premove, in order.
const premoved = `[...document.querySelectorAll('chess-board .premove')].map((cell) => cell.dataset.sq).sort().join(' ')`

// untilPremove waits for the marks of one; "" is none.
func (p *person) untilPremove(squares string) {
	p.t.Helper()
	p.until("the premove "+squares, premoved+` === `+strconv.Quote(squares))
}

// listening keeps what a page sends with its moves.
var listening = chromedp.Evaluate[chromedp.Void](`(({ fetch }) => {
	window.sent = [];
	window.fetch = (url, how, ...more) => {
		if (String(url).endsWith('/moves')) window.sent.push(how.body);
		return fetch(url, how, ...more);
	};
})(window)`)

func TestPremoveIsPlayedAtOnceAndTakesNoTime(t *testing.T) {
	t.Parallel()
	m := openSite(t).timed(300, 0, "e4", "e5", "Nf3")
	white := m.by("sse", "white")
	white.do("listening", listening)
	white.dragMove("b1c3")
	white.untilPremove("b1 c3")
	white.until("to hear it", spoken+` === 'Premove knight to c3'`)
	if got := white.board()["b1"]; got != "wN" {
		t.Errorf("before its turn the knight has left b1, where %q is", got)
	}
	m.play("Nc6")
	white.untilPly(5)
	white.untilPremove("")
	white.wantMoves("e4", "e5", "Nf3", "Nc6", "Nc3")
	var told struct {
		Move  string
		Spent *int
	}
	if err := json.Unmarshal([]byte(read[string](white, `window.sent.join()`)), &told); err != nil {
		t.Fatal(err)
	}
	if told.Move != "b1c3" || told.Spent == nil || *told.Spent != 0 {
		t.Errorf("the page sent %s, want b1c3 and no time spent", read[string](white, `window.sent.join()`))
	}

	// All of the way is given back, as far as the server believes in it.
	plies := (&process{t: t, url: m.url}).snapshot(m.path)["plies"].([]any)
	figure := func(ply int, name string) float64 { return plies[ply-1].(map[string]any)[name].(float64) }
	took, cost := figure(5, "at")-figure(4, "at"), figure(3, "clock")-figure(5, "clock")
	if cost > max(0, took-140) {
		t.Errorf("the premove cost %v ms of the clock, %v ms after the move before", cost, took)
	}
}

func TestPremoveThatIsNotLegalIsDropped(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4")
	white := m.sit("white")
	white.clickMove("e4d5")
	white.untilPremove("d5 e4")
	m.play("e5")
	white.untilPly(2)
	white.untilPremove("")
	white.until("to hear it", spoken+`.includes('Premove cancelled')`)
	white.untilState("Your move")
	white.clickMove("d2d4")
	white.untilPly(3)
	white.wantMoves("e4", "e5", "d4")
}

func TestPremoveIsTakenBack(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4")
	white := m.sit("white")
	for what, do := range map[string]func(){
		"Escape":              func() { white.press(kb.Escape) },
		"an empty square":     func() { white.click(square("h5")) },
		"another piece":       func() { white.click(square("b1")); white.click(square("b1")) },
		"the right button":    func() { white.rightClick("h5", 0) },
		"a piece of Black":    func() { white.click(square("e7")) },
		"its square, pressed": func() { white.click(square("f3")) },
	} {
		white.clickMove("g1f3")
		white.untilPremove("f3 g1")
		do()
		if got := read[string](white, premoved); got != "" {
			t.Errorf("after %s there is the premove %s", what, got)
		}
	}
	white.clickMove("g1f3")
	white.clickMove("d2d4")
	white.untilPremove("d2 d4")
	white.click(`[data-part="flip"]`)
	white.untilPremove("d2 d4")
	m.play("e5")
	white.untilPly(3)
	white.wantMoves("e4", "e5", "d4")
}

func TestPremoveByKeys(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("")
	black := m.sit("black")
	black.tabTo("chess-board button")
	black.press(kb.ArrowLeft, kb.Enter)
	black.until("targets with names", `document.querySelector('[data-sq=e5] button').getAttribute('aria-label') === 'e5, empty, can premove here'`)
	black.press(kb.ArrowUp, kb.ArrowUp, kb.Enter)
	black.untilPremove("e5 e7")
	black.wantFocus("e5")
	black.until("a square with its name", `document.querySelector('[data-sq=e7] button').getAttribute('aria-label') === 'e7, black pawn, premove'`)
	black.press(kb.Escape)
	black.untilPremove("")
	black.press(kb.ArrowDown, kb.ArrowDown, " ", kb.ArrowUp, " ")
	black.untilPremove("e6 e7")
	m.play("e4")
	black.untilPly(2)
	black.wantMoves("e4", "e6")
	black.wantFocus("e6")
}

func TestPremovedPawnBecomesWhatIsChosen(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("8/4P1k1/8/8/8/8/P7/K7 b - - 0 1")
	white := m.sit("white")
	white.clickMove("e7e8")
	white.click(`dialog.promote [aria-label="knight"]`)
	white.untilPremove("e7 e8")
	m.play("Kh6")
	white.untilPly(2)
	white.wantMoves("Kh6", "e8=N")
}

// The page shows the other side to move as soon as a move is made, but it is
// that only when the server has the move.
func TestPremoveWaitsForTheMoveBefore(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("")
	white, held := m.held()
	white.do("listening", listening)
	white.clickMove("e2e4")
	request := held()
	white.clickMove("d2d4")
	white.untilPremove("d2 d4")
	white.release(request)
	white.untilPly(1)
	white.untilPremove("d2 d4")
	if got := read[int](white, `window.sent.length`); got != 1 {
		t.Errorf("%d moves were sent before Black has answered, want 1", got)
	}
	m.play("e5")
	white.untilPly(3)
	white.wantMoves("e4", "e5", "d4")
}

// What a player may choose ahead, on a board where much is in the way.
func TestPremoveTargetsAreWhatOneMoveOfTheOtherSideCouldAllow(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("r3k3/p7/8/8/1b6/2N5/P2P4/R3K2R b KQq - 0 1")
	white := m.sit("white")
	for from, want := range map[string]string{
		"c3": "a4 b1 b5 d1 d5 e2 e4", // Black can take nothing on a2
		"a1": "b1 c1 d1",             // not past the king
		"d2": "c3 d3 d4 e3",          // takes back on c3
		"e1": "a1 c1 d1 e2 f1 f2 g1 h1",
		"h1": "f1 g1 h2 h3 h4 h5 h6 h7 h8",
		"a2": "a3 a4 b3",
	} {
		white.click(square(from))
		if got := read[string](white, `[...document.querySelectorAll('chess-board :is(.target, .capture)')].map((cell) => cell.dataset.sq).sort().join(' ')`); got != want {
			t.Errorf("%s is offered %q, want %q", from, got, want)
		}
		white.press(kb.Escape)
	}
}

func TestKingOnItsWayIsNotOfferedToCastle(t *testing.T) {
	t.Parallel()
	white, held := openSite(t).match("4k3/8/8/8/8/8/8/R3K2R w KQ - 0 1").held()
	white.clickMove("e1e2")
	request := held()
	if got := read[string](white, `[...document.querySelectorAll('chess-board .can')].map((cell) => cell.dataset.sq).sort().join(' ')`); got != "a1 e2 h1" {
		t.Errorf("what stands on %s can move ahead, want a1 e2 h1", got)
	}
	white.release(request)
	white.untilPly(1)
}
