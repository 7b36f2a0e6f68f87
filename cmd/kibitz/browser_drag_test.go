package main

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A piece is held while the board under it is drawn anew.

// hold takes up a piece and carries it to another square.
func (p *person) hold(uci string) {
	p.t.Helper()
	from, to := p.middle(square(uci[:2])), p.middle(square(uci[2:4]))
	p.mouse(chromedp.MousePressed, from, 1)
	for _, at := range between(from, to, 3) {
		p.mouse(chromedp.MouseMoved, at, 1)
	}
	p.until("the piece in the hand", `document.querySelector('.dragged')?.closest('[data-sq]').dataset.sq === '`+uci[:2]+`'`)
}

// carry moves what is held to a square, and drop lets go of it there.
func (p *person) carry(to string) {
	p.t.Helper()
	p.mouse(chromedp.MouseMoved, p.middle(square(to)), 1)
}

func (p *person) drop(to string) {
	p.t.Helper()
	p.carry(to)
	p.mouse(chromedp.MouseReleased, p.middle(square(to)), 0)
}

const emptyHand = `!document.querySelector('.dragged, .dragging, .moving, .over')`

func TestPieceHeldBeforeTheTurnIsMovedOnDrop(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4")
	white := m.sit("white")
	white.hold("g1h5")
	m.play("e5")
	white.untilPly(2)
	white.untilState("Your move")
	if got := read[string](white, `document.querySelector('.dragged')?.closest('[data-sq]').dataset.sq ?? ''`); got != "g1" {
		t.Errorf("the piece in the hand is that of %q, want g1", got)
	}
	white.drop("f3")
	white.untilPly(3)
	white.until("an empty hand", emptyHand)
	white.wantMoves("e4", "e5", "Nf3")
}

func TestHeldPieceThatIsTakenIsLetGo(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4", "d5", "Nf3")
	white := m.sit("white")
	white.hold("e4e5")
	m.play("dxe4")
	white.untilPly(4)
	white.carry("e6")
	white.until("an empty hand, though another piece stands there now", emptyHand)
	white.drop("e5")
	white.until("an empty hand", emptyHand)
	const after = "rnbqkbnr/ppp1pppp/8/8/4p3/5N2/PPPP1PPP/RNBQKB1R"
	white.wantBoard(after)
	white.clickMove("f3d4")
	white.untilPly(5)
	white.wantMoves("e4", "d5", "Nf3", "dxe4", "Nd4")
}

func TestHeldPieceThatGoesBackIsLetGo(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("", "e4", "d5")
	white := m.sit("white")
	m.send("white", m.path+"/takeback", nil)
	white.untilOffered("You asked to take back a move")
	white.hold("e4e6")
	m.send("black", m.path+"/takeback", map[string]any{"answer": "accept"})
	white.untilPly(0)
	white.drop("e5")
	white.until("an empty hand", emptyHand)
	white.wantBoard(startFEN)
	white.dragMove("d2d4")
	white.untilPly(1)
	white.wantMoves("d4")
}

func TestHeldPieceStaysInTheHandWhenTheWholeGameComes(t *testing.T) {
	t.Parallel()
	m := openSite(t).match("")
	white := m.by("polling", "white")
	white.do("feeding", feeding)
	white.hold("g1h5")
	white.feed("whole")
	white.feed("")
	white.drop("f3")
	white.untilPly(1)
	white.wantMoves("Nf3")
}

func TestKingCastlesByGoingToItsRook(t *testing.T) {
	t.Parallel()
	const fen = "r3k2r/8/8/8/8/8/8/R3K2R w KQkq - 0 1"
	m := openSite(t).match(fen)
	white, black := m.sit("white"), m.sit("black")
	black.clickMove("e8a8") // ahead
	black.untilPremove("c8 e8")
	white.dragMove("e1h1")
	for _, p := range []*person{white, black} {
		p.untilPly(2)
		p.wantMoves("O-O", "O-O-O")
		p.wantBoard("2kr3r/8/8/8/8/8/8/R4RK1")
	}
}

func TestEscapeLetsGoOfAHeldPiece(t *testing.T) {
	t.Parallel()
	white := openSite(t).match("").sit("white")
	white.hold("e2e3")
	white.press(kb.Escape)
	white.until("an empty hand", emptyHand)
	white.drop("e4")
	white.until("an empty hand", emptyHand)
	white.wantBoard(startFEN)
	white.dragMove("d2d4")
	white.untilPly(1)
	white.wantMoves("d4")
}
