// Package picture draws positions for where no page is: in a chat, in a preview,
// in a document.
package picture

import (
	"strings"
	"unicode"

	"kibitz/game/rules"
)

// A Scene is what a picture shows, in words that are plain text. Two that are
// equal have the same pictures.
type Scene struct {
	FEN     string
	Last    string // the move that led there, in UCI; "" for none
	Flipped bool   // Black is below

	White, Black     Side // both without a name in a picture of no game
	Headline, Detail string
}

// A Side is a player as a picture names them. Nobody knows how long names are.
type Side struct {
	Name, Score string // the score is "" as long as there is none
}

// far and near are the sides above and below the board.
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

// A square is one as it is drawn: column and row count from the upper left.
type square struct {
	column, row            int
	name                   string
	piece                  rules.Piece
	dark, from, to, danger bool // danger: a king in check
}

// squares is the board. A FEN that cannot be read is an empty one.
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

// pieceOrder is that of the twelve pieces in static/img/pieces.svg, White's above.
const pieceOrder = "KQRBNP"

// The light board of static/css/tokens.css, and its marks.
const (
	lightSquare = 0xf3e6cf
	darkSquare  = 0xb98f62
	lastMark    = 0xf0c02a
	lastFrame   = 0x3d2c00
	lastInner   = 0xffe08a
	dangerMark  = 0xd5281b
	coordinate  = 0x140d05
)

// maxText bounds what is measured and drawn of a text, in characters.
const maxText = 120

// plain is a text of at most maxText characters with nothing in it that is not
// seen, and without those that cannot be drawn.
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
