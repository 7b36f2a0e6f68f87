package main

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

const (
	offered    = `document.querySelector('[data-part=offer]')`
	accept     = `.offer form:not([hidden]) [value="accept"]`
	decline    = `.offer form:not([hidden]) [value="decline"]`
	spoken     = `document.querySelector('[data-part=announce]').textContent`
	backAndOn  = "Nf3 Nf6 Ng1 Ng8 "
	nextButton = `[data-part="next"]`
)

// untilOffered waits for what the banner says; "" is no banner.
func (p *person) untilOffered(text string) {
	p.t.Helper()
	if text == "" {
		p.until("no offer", `!`+offered+`.checkVisibility()`)
		return
	}
	p.until("the offer "+text, offered+`.checkVisibility() && `+offered+`.textContent === `+strconv.Quote(text))
}

// twice presses what has to be pressed twice.
func (p *person) twice(part string) {
	p.t.Helper()
	button := `.actions [data-part="` + part + `"]`
	p.click(button)
	p.click(button)
	if read[bool](p, "document.querySelector('"+button+"')?.textContent.includes('again') ?? false") {
		p.click(button) // on a busy machine the second press came too late, and was a first one
	}
}

// all are the two players and a spectator, at their windows.
func (m *match) all() (white, black, spectator *person) {
	m.t.Helper()
	return m.sit("white"), m.sit("black"), m.sit("spectator")
}

func TestDrawIsOfferedAndAccepted(t *testing.T) {
	t.Parallel()
	s := openSite(t)
	m := s.match("", "e4", "e5", "Nf3")
	white, black, spectator := m.all()
	white.twice("draw")
	white.untilOffered("You offered a draw")
	black.untilOffered("White offers a draw")
	spectator.untilOffered("White offers a draw")
	fresh := s.person("fresh")
	for _, p := range []*person{white, black, spectator} {
		p.wantSame("offered", fresh, m.players[p.name])
	}
	black.click(accept)
	for _, p := range []*person{white, black, spectator} {
		p.untilState("Draw by agreement")
		p.untilOffered("")
		p.wantSame("agreed", fresh, m.players[p.name])
	}
}

func TestDrawIsDeclinedOrLapses(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4", "e5", "Nf3")
	white, black, _ := m.all()
	white.twice("draw")
	black.untilOffered("White offers a draw")
	black.click(decline)
	for _, p := range []*person{white, black} {
		p.untilOffered("")
		p.until("to be told", `document.querySelector('[data-part=news]').textContent === 'The offer was declined.'`)
	}
	white.until("to hear it", spoken+`.includes('The offer was declined.')`)
	black.twice("draw")
	white.untilOffered("Black offers a draw")
	black.clickMove("b8c6")
	white.untilPly(4)
	white.untilOffered("Black offers a draw") // until White's own move
	white.clickMove("f1b5")
	for _, p := range []*person{white, black} {
		p.untilPly(5)
		p.untilOffered("")
	}
}

func TestMovesAreTakenBack(t *testing.T) {
	t.Parallel()
	s := openSite(t)
	m := s.match("", "e4", "e5", "Nf3")
	white, black, spectator := m.all()
	fresh := s.person("fresh")
	for _, step := range []struct {
		asks, answers *person
		offer, fen    string
		moves         []string
	}{
		{white, black, "White would like to take back a move", "rnbqkbnr/pppp1ppp/8/4p3/4P3/8/PPPP1PPP/RNBQKBNR", []string{"e4", "e5"}},
		{white, black, "White would like to take back a move", startFEN, nil},
	} {
		step.asks.click(`[data-part="takeback"] button`)
		step.asks.untilOffered("You asked to take back a move")
		step.answers.untilOffered(step.offer)
		step.answers.click(accept)
		for _, p := range []*person{white, black, spectator} {
			p.untilPly(len(step.moves))
			p.untilOffered("")
			p.until("all pieces to stand still", `!document.querySelector('.moving')`)
			p.wantBoard(step.fen)
			p.wantMoves(step.moves...)
			p.until("the move before", `document.querySelector('#last-move').textContent === `+strconv.Quote(lastMove(step.moves)))
			p.until("the name of the opening, which the page asks for", fmt.Sprintf(
				`(document.querySelector('[data-part=opening]').textContent.trim() === '') === %t`, len(step.moves) == 0))
			p.wantSame("taken back", fresh, m.players[p.name])
		}
	}
	white.clickMove("d2d4")
	black.untilPly(1)
}

func lastMove(moves []string) string {
	if len(moves) == 0 {
		return "No moves yet"
	}
	return "Last move: Black pawn to " + moves[len(moves)-1]
}

func TestThirdRepetitionIsClaimed(t *testing.T) {
	t.Parallel()
	s := openSite(t)
	m := s.match("", strings.Fields(backAndOn+"Nf3 Nf6 Ng1")...)
	white, black, spectator := m.all()
	const claim = `[data-part="claim"][data-show="threefold"]`
	black.clickMove("f6g8")
	white.until("the claim", `document.querySelector('`+claim+`').checkVisibility()`)
	black.untilPly(8)
	if read[bool](black, `document.querySelector('`+claim+`').checkVisibility()`) {
		t.Error("Black is offered White's claim")
	}
	white.click(claim + " button")
	for _, p := range []*person{white, black, spectator} {
		p.untilState("Draw by threefold repetition")
	}
}

func TestWhatTheGameRefusesIsTold(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4", "e5")
	white, black, _ := m.all()
	white.twice("draw")
	black.untilOffered("White offers a draw")
	black.click(decline)
	white.untilOffered("")
	white.twice("draw")
	white.until("why not", refusal+` === 'It is too soon to offer that again'`)
	white.clickMove("g1f3")
	white.untilPly(3)
	if read[string](white, refusal) != "" {
		t.Error("the reason is still there after the next move")
	}
}

func TestRematchLeadsBothPlayersToTheNextGame(t *testing.T) {
	t.Parallel()
	s := openSite(t)
	m := s.match("", "f3", "e5", "g4", "Qh4")
	white, black, spectator := m.all()
	white.click(`[data-part="rematch"] button`)
	white.untilOffered("You offered a rematch")
	black.untilOffered("White would like a rematch")
	white.load("the next game", func() { black.load("the next game", func() { black.click(accept) }) })
	white.untilState("White to move")
	black.untilState("Your move")
	if a, b := read[string](white, `location.pathname`), read[string](black, `location.pathname`); a != b || a == m.path {
		t.Errorf("White was led to %s, Black to %s, from %s", a, b, m.path)
	}
	looked := chromedp.Evaluate[chromedp.Void](`document.dispatchEvent(new Event('visibilitychange'))`)
	spectator.do("coming back to the tab", looked)
	spectator.follow(nextButton)
	if got, want := read[string](spectator, `location.pathname`), read[string](black, `location.pathname`); got != want {
		t.Errorf("the spectator was led to %s, want %s", got, want)
	}
}

func TestOffersWorkWithScriptsOff(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4", "e5", "Nf3")
	white, black := m.sit("white", withoutScripts), m.sit("black", withoutScripts)
	at := func(p *person) { p.open(m.path) }
	white.click(`.actions [data-part="draw"] summary`)
	white.follow(`.actions [data-part="draw"] button`)
	white.untilOffered("You offered a draw")
	at(black)
	black.untilOffered("White offers a draw")
	black.follow(decline)
	black.untilOffered("")
	black.follow(`[data-part="takeback"] button`)
	at(white)
	white.untilOffered("Black would like to take back a move")
	white.follow(accept)
	white.wantMoves("e4")
	m.play("Nf6", "Nc3")
	at(black)
	black.click(resign + " summary")
	black.follow(resign + " button")
	black.follow(`.actions [data-part="rematch"] button`)
	black.untilOffered("You offered a rematch")
	at(white)
	white.follow(accept)
	white.untilState("White to move")
	at(black)
	black.follow(nextButton)
	black.untilState("Your move")
}
