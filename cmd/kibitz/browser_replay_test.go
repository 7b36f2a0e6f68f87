package main

import (
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Castling on both sides, en passant, a pawn that takes and becomes a knight, a
// rook taken at home, checks.
const manySidedFEN = "r3k2r/1P3p2/8/6P1/8/8/P7/R3K2R b KQkq - 3 20"

var manySided = strings.Fields("f5 gxf6 O-O bxa8=N Rxa8 O-O-O Rxa2 Rh8+ Kxh8 Rh1+ Kg8 f7+")

// step is the link of a small button beside the moves: "first", "back", "forward" or "last".
func step(name string) string { return `[data-walk="` + name + `"]` }

// shownPly waits until the page shows a ply.
func (p *person) shownPly(n int) {
	p.t.Helper()
	p.until("ply "+strconv.Itoa(n)+" to be shown", `(() => {
		const links = [...document.querySelectorAll('move-list a')], ply = Number(new URLSearchParams(location.search).get('ply') ?? links.length);
		return ply === `+strconv.Itoa(n)+` && links.findIndex((a) => a.ariaCurrent) + 1 === ply && !document.querySelector('.moving');
	})()`)
}

// here marks the page, so that a load would be noticed.
func (p *person) here() { p.t.Helper(); read[bool](p, `window.sameAsBefore = true`) }

func (p *person) wantHere() {
	p.t.Helper()
	if !read[bool](p, `window.sameAsBefore === true`) {
		p.t.Errorf("the page of %s was loaded again", p.name)
	}
}

func TestEveryPositionLookedAtIsTheServersOwn(t *testing.T) {
	t.Parallel()
	s := openSite(t)
	p, fresh := s.person("spectator"), s.person("fresh")
	for name, c := range map[string]struct {
		fen   string
		moves []string
	}{
		"many-sided":           {manySidedFEN, manySided},
		"begun with a check":   {"4k3/8/8/8/8/8/4r3/4K2R w K - 0 1", []string{"Kxe2", "Kd7"}},
		"a rook taken at home": {"r3k3/8/8/8/8/8/8/R3K2R w KQq - 9 1", []string{"Rxa8+", "Kd7", "O-O"}},
	} {
		m := s.match(c.fen, c.moves...)
		p.as(nil)
		p.open(m.path)
		p.here()
		for ply := len(c.moves) - 1; ply >= 0; ply-- {
			p.press(kb.ArrowLeft)
			p.shownPly(ply)
			p.wantSame(name+", ply "+strconv.Itoa(ply), fresh, nil)
		}
		p.press(kb.ArrowRight)
		p.shownPly(1)
		p.wantSame(name+", forward again", fresh, nil)
		p.press(kb.End)
		p.shownPly(len(c.moves))
		p.wantSame(name+", at the end again", fresh, nil)
		p.wantHere()
	}
}

func TestButtonsAndMovesLeadThroughTheGameWithoutALoad(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", operaSAN...)
	p := m.sit("spectator", counting)
	p.here()
	slides := func() int { return read[int](p, `window.animations.filter((name) => /\bpc\b/.test(name)).length`) }
	for _, c := range []struct {
		press string
		ply   int
		moves bool // pieces slide
	}{
		{step("back"), 32, true}, {step("first"), 0, false}, {step("forward"), 1, true}, {`move-list li:nth-child(4) a:last-child`, 8, false},
		{step("last"), 33, false}, {`move-list li:nth-child(16) a:last-child`, 32, true}, {`move-list li:last-child a`, 33, true},
	} {
		before := slides()
		p.click(c.press)
		p.shownPly(c.ply)
		if got := slides() > before; got != c.moves {
			t.Errorf("on %s pieces slide: %t, want %t", c.press, got, c.moves)
		}
	}
	p.wantHere()
	if got := read[string](p, `location.search`); got != "" {
		t.Errorf("the address of the newest position has %q", got)
	}
}

func TestReloadAndTheWayBackShowTheSamePosition(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4", "e5", "Nf3", "Nc6")
	p := m.sit("spectator")
	p.press(kb.ArrowLeft, kb.ArrowLeft)
	p.shownPly(2)
	p.load("a reload", func() { p.do("a reload", chromedp.Evaluate[chromedp.Void](`location.reload()`)) })
	p.shownPly(2)
	p.follow(".brand")
	p.do("going back", chromedp.Evaluate[chromedp.Void](`history.back()`))
	p.until("the game again", `location.pathname === '`+m.path+`' && !(window.leaving = false)`)
	p.shownPly(2)
	p.wantBoard("rnbqkbnr/pppp1ppp/8/4p3/4P3/8/PPPP1PPP/RNBQKBNR")
}

const backBar = `document.querySelector('[data-part=looking-back]')`

// Who looks back at a running game misses nothing, and moves nothing.
func TestRunningGameGoesOnWhileOneLooksBack(t *testing.T) {
	t.Parallel()
	m := openSite(t).timed(1800, 20, "e4", "e5", "Nf3")
	white := m.sit("white")
	fresh := m.person("fresh")
	white.here()
	white.press(kb.ArrowLeft, kb.ArrowLeft)
	white.shownPly(1)
	white.wantBoard("rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR")
	m.play("Nc6")
	white.untilPly(4)
	white.until("word of the new move", backBar+`.checkVisibility() && `+backBar+`.querySelector('[data-part=unseen]').textContent === '1 new move'`)
	white.until("one's turn", stateText+` === 'Your move' && document.title.startsWith('Your turn')`)
	white.shownPly(1)
	white.tick("white")
	if got := read[int](white, `document.querySelectorAll('chess-board .can').length`); got != 0 {
		t.Errorf("%d pieces of an old position can be moved", got)
	}
	if !read[bool](white, `document.querySelector('.move-form').inert`) {
		t.Error("a move can be typed in an old position")
	}
	white.wantSame("looking back", fresh, m.players["white"])

	white.press(kb.Escape)
	white.shownPly(4)
	if read[bool](white, backBar+`.checkVisibility()`) {
		t.Error("the way to the newest position is still offered there")
	}
	white.clickMove("f1c4")
	white.untilPly(5)
	white.click(step("first"))
	white.shownPly(0)
	white.click(`[data-part=looking-back] a`)
	white.shownPly(5)
	white.wantHere()
}

// A page that was opened at an old position becomes the live one in place.
func TestOldPositionThatWasOpenedLeadsToAPlayableBoard(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4", "e5")
	white := m.person("white")
	white.as(m.players["white"])
	white.open(m.path + "?ply=1")
	white.here()
	white.click(`[data-part=looking-back] a`)
	white.shownPly(2)
	white.clickMove("g1f3")
	white.untilPly(3)
	white.wantHere()
	white.wantSame("back at the game", m.person("fresh"), m.players["white"])
}

func TestArrowsBelongToTheBoardAndToFieldsThatHaveTheFocus(t *testing.T) {
	t.Parallel()
	white := openSite(t).match("", "e4", "e5").sit("white")
	white.tabTo("chess-board button")
	white.press(kb.ArrowLeft, kb.Home)
	white.wantFocus("a2")
	white.shownPly(2)
	white.click("#move")
	white.press("Nf", kb.ArrowLeft, kb.Home)
	white.shownPly(2)
	white.press(kb.Tab, kb.Tab, kb.ArrowLeft)
	white.shownPly(1)
}

func TestPositionThatIsTakenBackGivesWayToTheNewest(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4", "e5", "Nf3", "Nc6", "Bb5")
	black := m.sit("black")
	black.press(kb.ArrowLeft)
	black.shownPly(4)
	m.send("white", m.path+"/takeback", nil)
	m.send("black", m.path+"/takeback", map[string]any{"answer": "accept"})
	black.untilPly(4)
	black.shownPly(4)
	black.until("the newest position", `!`+backBar+`.checkVisibility()`)
	black.wantSame("after the takeback", m.person("fresh"), m.players["black"])
}

func TestTurnedBoardStaysTurnedOnTheWayThroughTheGame(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4", "e5", "Nf3")
	p, fresh := m.sit("spectator"), m.person("fresh")
	p.press(kb.ArrowLeft)
	p.shownPly(2)
	p.click(`[data-part=flip]`)
	p.until("Black's side", near+` === 'h8'`)
	p.wantSame("turned in an old position", fresh, nil)
	p.press(kb.Home)
	p.shownPly(0)
	p.wantSame("turned at the start", fresh, nil)
	p.click(`[data-part=flip]`)
	p.press(kb.End)
	p.shownPly(3)
	p.wantSame("turned back", fresh, nil)
}
