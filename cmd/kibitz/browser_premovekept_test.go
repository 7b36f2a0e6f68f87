package main

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// When a premove is kept, and when it goes because of what happens in the game.

// feeding stands between a page that polls and the server: with window.feed at
// "deaf" the page hears nothing, at "whole" it gets the whole game each time.
var feeding = chromedp.Evaluate[chromedp.Void](`(({ fetch }) => {
	window.wholes = 0;
	window.fetch = async (url, ...how) => {
		if (!/[/]feed/.test(url) || !window.feed) return fetch(url, ...how);
		if (window.feed === 'deaf') throw new Error('deaf');
		const whole = await (await fetch(location.pathname + '.json')).json();
		window.wholes++;
		return new Response(JSON.stringify({ version: whole.version, events: [whole] }));
	};
})(window)`)

// feed changes what the page hears, and waits until it has.
func (p *person) feed(how string) {
	p.t.Helper()
	p.do("feeding", chromedp.Evaluate[chromedp.Void](fmt.Sprintf("window.feed = %q", how)))
	if how == "whole" {
		seen := read[int](p, "window.wholes")
		p.until("the whole game", fmt.Sprintf("window.wholes > %d + 1", seen)) // the one before has been applied
	}
}

func TestWholeGameLeavesAPremoveOnlyInTheSamePosition(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4")
	white := m.by("polling", "white")
	white.do("feeding", feeding)
	white.clickMove("g1f3")
	white.untilPremove("f3 g1")
	white.feed("whole")
	white.untilPremove("f3 g1")
	white.use("sse") // which is no reason either
	white.until("a connection", connected)
	white.untilPremove("f3 g1")
	white.use("polling")
	white.until("a connection", connected)

	white.feed("deaf")
	m.play("e5") // after which the premove were legal
	white.feed("whole")
	white.until("both moves", `document.querySelectorAll('move-list a').length === 2`)
	white.untilPremove("")
	white.feed("")
	white.untilState("Your move")
	white.clickMove("d2d4")
	white.untilPly(3)
	white.wantMoves("e4", "e5", "d4")
}

func TestPremoveEndsWithTheGame(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4", "e5", "d4")
	white := m.sit("white")
	white.clickMove("g1f3")
	white.untilPremove("f3 g1")
	m.send("black", m.path+"/resign", nil)
	white.untilState("Black resigned. White wins")
	white.untilPremove("")
	if got := read[int](white, `document.querySelectorAll('chess-board .can').length`); got != 0 {
		t.Errorf("%d pieces can be taken up in a game that is over", got)
	}
}

func TestPremoveGoesWithAMoveThatIsTakenBack(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4", "e5", "Nf3")
	white := m.sit("white")
	white.clickMove("d2d4")
	white.untilPremove("d2 d4")
	m.send("white", m.path+"/takeback", nil)
	white.untilOffered("You asked to take back a move")
	white.untilPremove("d2 d4")
	m.send("black", m.path+"/takeback", map[string]any{"answer": "accept"})
	white.untilPly(2)
	white.untilPremove("")
	white.untilState("Your move")
	white.clickMove("b1c3")
	white.untilPly(3)
	white.wantMoves("e4", "e5", "Nc3")
}

// What is pressed on the board of an old position has nothing to do with it.
func TestPremoveIsKeptAndPlayedWhileOneLooksBack(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4", "e5", "Nf3")
	white := m.sit("white")
	white.clickMove("f1c4")
	white.untilPremove("c4 f1")
	white.click(step("first"))
	white.shownPly(0)
	white.untilPremove("")
	white.click(square("a5"))
	white.click(square("g1"))
	white.click(step("last"))
	white.shownPly(3)
	white.untilPremove("c4 f1")
	white.click(step("first"))
	white.shownPly(0)
	m.play("Nc6")
	white.untilPly(5)
	white.shownPly(0)
	white.wantBoard(startFEN)
	white.wantMoves("e4", "e5", "Nf3", "Nc6", "Bc4")
}
