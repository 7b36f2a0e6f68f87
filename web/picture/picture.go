// Package picture draws positions for places outside the site's pages: a chat, a
// link preview, a document.
package picture

import (
	"strings"
	"unicode"

	"kibitz/game/rules"
)

// A Scene is what a picture shows; its texts are plain. Equal scenes have equal
// pictures.
type Scene struct {
	FEN     string
	Last    string // the move that led there, in UCI; "" for none
	Flipped bool   // Black is below

	White, Black     Side // without names in a picture of no game
	Headline, Detail string
}

// A Side is a player as a picture names them. A name may be of any length.
type Side struct {
	Name, Score string // Score is "" until the game has a result
}

// far and near are the players above and below the board.
func (s Scene) far() (Side, rules.Color) {
	if s.Flipped {
		return s.White, rules.White
	}
	return s.Black, rules.Black
}

func (s Scene) near() (Side, rules.Color) {
	s.Flipped = !s.Flipped
	return s.far()
}

// A square is a square to be drawn; column and row count from the upper left.
type square struct {
	column, row            int
	name                   string
	piece                  rules.Piece
	dark, from, to, danger bool // danger: a king in check
}

// squares is the board, empty if the FEN is invalid.
func (s Scene) squares() (all [64]square) {
	var pieces rules.Board
	var checked rules.Piece
	if position, err := rules.KeptFEN(s.FEN); err == nil {
		pieces = position.Board()
		if position.Check() {
			checked = king[position.Turn()]
		}
	}
	for i := range all {
		at := rules.Square(i)
		q := square{column: i % 8, row: 7 - i/8, name: at.String(), piece: pieces[i], dark: (i%8+i/8)%2 == 0}
		if s.Flipped {
			q.column, q.row = 7-q.column, 7-q.row
		}
		if len(s.Last) >= 4 {
			q.from, q.to = q.name == s.Last[:2], q.name == s.Last[2:4]
		}
		q.danger = q.piece != 0 && q.piece == checked
		all[i] = q
	}
	return all
}

var king = map[rules.Color]rules.Piece{rules.White: 'K', rules.Black: 'k'}

// pieceOrder is the order of the twelve pieces in static/img/pieces.svg, White's in
// the first row.
const pieceOrder = "KQRBNP"

// The light board of static/css/tokens.css, and its highlights.
const (
	lightSquare = 0xf3e6cf
	darkSquare  = 0xb98f62
	lastMark    = 0xf0c02a
	lastFrame   = 0x3d2c00
	lastInner   = 0xffe08a
	dangerMark  = 0xd5281b
	coordinate  = 0x140d05
)

// maxText bounds how much of a text is measured and drawn, in characters.
const maxText = 120

// plain is at most maxText characters of a text, without invisible characters and
// those that cannot be drawn.
func plain(text string, drawable func(rune) bool) string {
	var b strings.Builder
	n := 0
	for _, r := range text {
		if unicode.IsSpace(r) {
			r = ' '
		}
		if r == unicode.ReplacementChar || !unicode.IsPrint(r) || !drawable(r) {
			continue
		}
		if n++; n > maxText {
			break
		}
		b.WriteRune(r)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
