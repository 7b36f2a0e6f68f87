package main

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const (
	promotionFEN = "8/4P1k1/8/8/8/8/P7/K7 w - - 0 1"
	knightFEN    = "4N3/6k1/8/8/8/8/P7/K7 b - - 0 1"
	startFEN     = "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR"
)

func TestPawnBecomesWhatIsChosen(t *testing.T) {
	t.Parallel()
	m := openSite(t).match(promotionFEN)
	white := m.sit("white")

	white.clickMove("e7e8")
	white.until("a choice of four pieces", `document.querySelectorAll('dialog.promote[open] button').length === 4`)
	if got := read[string](white, `document.activeElement.getAttribute('aria-label')`); got != "queen" {
		t.Errorf("the choice begins with the %s, want the queen", got)
	}
	white.press(kb.Escape)
	white.until("no choice any more", `!document.querySelector('dialog')`)
	white.wantBoard(promotionFEN)
	white.wantMoves()

	white.dragMove("e7e8")
	white.click(`dialog.promote [aria-label="knight"]`)
	white.untilPly(1)
	white.untilState("Black to move")
	white.wantBoard(knightFEN)
	white.wantMoves("e8=N+")
}

func TestPawnBecomesWhatIsChosenWithScriptsOff(t *testing.T) {
	t.Parallel()
	m := openSite(t).match(promotionFEN)
	white := m.sit("white", withoutScripts)

	white.follow(square("e7") + ` button[name="from"]`)
	white.click(square("e8") + ` a[href="#promote"]`)
	white.until("the choice to be where the link leads", `location.hash === '#promote' && document.querySelector('#promote:target')`)
	if got := read[int](white, `document.querySelectorAll('#promote button').length`); got != 4 {
		t.Errorf("%d pieces to choose from, want 4", got)
	}
	white.follow(`#promote [aria-label="knight"]`)
	white.untilState("Black to move")
	white.wantBoard(knightFEN)
	white.wantMoves("e8=N+")
}

func TestRefusedMoveIsToldAndTakenBack(t *testing.T) {
	t.Parallel()
	s := openSite(t)
	for name, browser := range map[string][]action{"scripts on": nil, "scripts off": {withoutScripts}} {
		t.Run(name, func(t *testing.T) {
			white := s.in(t).match("").sit("white", browser...)
			white.allow("status of 422")
			white.click("#move")
			if browser == nil {
				white.press("e5", kb.Enter)
			} else {
				white.load("the move", func() { white.press("e5", kb.Enter) })
			}
			said := `document.querySelector('#refused').checkVisibility() && document.querySelector('#refused').textContent`
			if browser == nil {
				said = refusal
			}
			white.until("the reason", `(`+said+`).includes('e5')`)
			white.until("a field that is marked, with what was typed", `(() => {
				const field = document.querySelector('#move');
				return field.value === 'e5' && field.ariaInvalid === 'true' && document.activeElement === field;
			})()`)
			white.untilState("Your move")
			white.wantBoard(startFEN)
			white.wantMoves()
		})
	}
}

// The board shows a move before the server has it. Here the server gets another
// move of the same player in between, as from a second window.
func TestBoardGoesBackWhenTheServerHasAnotherMove(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("")
	white, held := m.held()
	white.allow("status of 409")
	white.clickMove("e2e4")
	request := held()
	white.wantBoard("rnbqkbnr/pppppppp/8/8/4P3/8/PPPP1PPP/RNBQKBNR")
	if got := white.moves(); len(got) != 0 {
		t.Errorf("the list has %v before the server has anything", got)
	}

	m.play("d4")
	white.untilPly(1)
	white.until("word of it", refusal+`.startsWith('Move not accepted')`)
	white.wantMoves("d4")
	white.wantBoard("rnbqkbnr/pppppppp/8/8/3P4/8/PPP1PPPP/RNBQKBNR")
	white.release(request)
	m.play("d5")
	white.untilPly(2)
	white.untilState("Your move")
	white.clickMove("e2e4")
	white.untilPly(3)
	white.wantMoves("d4", "d5", "e4")
}

// The server refuses what the board has shown already.
func TestBoardGoesBackWhenTheServerRefuses(t *testing.T) {
	t.Parallel()
	white, held := openSite(t).match("").held()
	white.allow("status of 422")
	white.clickMove("g1f3")
	request := held()
	white.wantBoard("rnbqkbnr/pppppppp/8/8/8/5N2/PPPPPPPP/RNBQKB1R")
	white.do("refusing", command(fetch.FulfillRequest, fetch.FulfillRequestParams{
		RequestID: request, ResponseCode: 422, Body: []byte(`{"title":"Unprocessable Entity","detail":"that is not to be","status":422}`),
		ResponseHeaders: []*fetch.HeaderEntry{{Name: "Content-Type", Value: "application/problem+json"}},
	}))
	white.until("the reason", refusal+` === 'That is not to be'`)
	white.untilState("Your move")
	white.wantBoard(startFEN)
	white.release("")
	white.clickMove("g1f3")
	white.untilPly(1)
	if read[string](white, refusal) != "" {
		t.Error("the reason is still there after the next move")
	}
}

// held seats White, whose moves are kept back. What it returns besides waits for
// the first of them.
func (m *match) held() (*person, func() fetch.RequestID) {
	m.t.Helper()
	p := m.person("white")
	p.as(m.players["white"])
	p.open(m.path + "?transport=sse") // with which moves go by POST
	ctx, cancel := context.WithTimeout(p.ctx, 2*patience)
	m.t.Cleanup(cancel)
	paused := chromedp.Events(ctx, fetch.RequestPaused)
	p.do("holding", command(fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: "*/moves"}}}))
	return p, func() fetch.RequestID {
		for request, err := range paused {
			if err != nil {
				p.fail("waiting for the move: %v", err)
			}
			return request.RequestID
		}
		return ""
	}
}

// release lets a request go on, if the page still wants it, and all that follow.
func (p *person) release(request fetch.RequestID) {
	p.t.Helper()
	if request != "" {
		_, _ = chromedp.Call(p.ctx, fetch.ContinueRequest, fetch.ContinueRequestParams{RequestID: request})
	}
	p.do("holding no more", command(fetch.Disable, struct{}{}))
}

func TestTargetsAreMarkedAndASecondPressTakesBack(t *testing.T) {
	t.Parallel()
	white := openSite(t).match("").sit("white")
	white.click(square("g1"))
	const targets = `[...document.querySelectorAll('chess-board .target')].map((cell) => cell.dataset.sq).sort().join(' ')`
	if got := read[string](white, targets); got != "f3 h3" {
		t.Errorf("the knight is offered %q, want f3 h3", got)
	}
	white.click(square("g1"))
	if got := read[string](white, targets); got != "" {
		t.Errorf("after a second press %q are offered, want none", got)
	}
	buttons := read[int](white, `document.querySelectorAll('chess-board .can').length`)
	if buttons != 10 {
		t.Errorf("%s pieces can be taken up, want 10", strconv.Itoa(buttons))
	}
	if got := read[string](white, `document.querySelector('[data-sq=g1] button').getAttribute('aria-label')`); !strings.Contains(got, "white knight") {
		t.Errorf("g1 is called %q", got)
	}
}
