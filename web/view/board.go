package view

import (
	"slices"
	"strings"

	"kibitz/game/rules"
	"kibitz/static/words"
)

// boardView is a board to be drawn, row by row from the far side.
type boardView struct {
	rows    [8][8]square
	flipped bool // Black is below
	fen     string
	last    string // the move that led here, in UCI
	label   string // describes the board to spectators; "" when squares can be pressed
}

// square is one square of a boardView.
type square struct {
	name       string
	piece      rules.Piece
	class      string
	rank, file string // the coordinate written on it, at the left and lower edge
	from       bool   // its piece can be selected
	move       string // the selected piece's move to this square, in UCI
	promotes   bool   // move is a promotion: four choices below the board
}

// board draws the position shown, with what the visitor may do there.
func (p GamePage) board() boardView {
	b := newBoard(p.fen(), p.lastUCI(), p.bottom())
	if !p.live() || !p.is("mine") {
		b.label = p.Say("chessBoard")
		return b
	}
	legal := p.legal()
	for r := range b.rows {
		for f := range b.rows[r] {
			b.rows[r][f].offer(legal, p.From)
		}
	}
	return b
}

// newBoard draws a position. An invalid FEN draws an empty board, since the rest of
// the page is still useful.
func newBoard(fen, last string, bottom rules.Color) boardView {
	b := boardView{flipped: bottom == rules.Black, fen: fen, last: last}
	var pieces rules.Board
	check := rules.Piece(0) // the king in check
	if position, err := rules.KeptFEN(fen); err == nil {
		pieces = position.Board()
		if position.Check() {
			check = 'K'
			if position.Turn() == rules.Black {
				check = 'k'
			}
		}
	}
	for i := range 64 {
		row, column := i/8, i%8
		s := rules.Square((7-row)*8 + column)
		if b.flipped {
			s = rules.Square(row*8 + 7 - column)
		}
		b.rows[row][column] = drawSquare(s, pieces[s], last, check)
		if column == 0 {
			b.rows[row][column].rank = s.String()[1:]
		}
		if row == 7 {
			b.rows[row][column].file = s.String()[:1]
		}
	}
	return b
}

func drawSquare(at rules.Square, piece rules.Piece, last string, check rules.Piece) square {
	s := square{name: at.String(), piece: piece, class: "sq"}
	if len(last) >= 4 {
		switch s.name {
		case last[:2]:
			s.mark("last-from")
		case last[2:4]:
			s.mark("last-to")
		}
	}
	if piece != 0 && piece == check {
		s.mark("check")
	}
	return s
}

func (s *square) mark(class string) { s.class += " " + class }

// offer lets the visitor select the piece on s, or move the selected one here.
func (s *square) offer(legal []string, from string) {
	if s.name == from {
		s.mark("selected")
	}
	for _, uci := range legal {
		if uci[:2] == s.name {
			s.from = true
		}
		if uci[:2] == from && uci[2:4] == s.name {
			s.move, s.promotes = uci, len(uci) == 5
		}
	}
	switch {
	case s.move != "" && s.piece != 0:
		s.mark("capture")
	case s.move != "":
		s.mark("target")
	}
}

// label describes the square's button.
func (s square) label(l *words.Language) string { return s.name + ", " + pieceName(l, s.piece) }

// pieceClass is the CSS class of a piece: "wN".
func pieceClass(p rules.Piece) string {
	if p.Color() == rules.White {
		return "w" + string(p.Kind())
	}
	return "b" + string(p.Kind())
}

// promotions lists the squares on which the selected pawn can promote.
func (p GamePage) promotions() []string {
	var squares []string
	if !p.live() || !p.is("mine") {
		return nil
	}
	for _, uci := range p.legal() {
		if len(uci) == 5 && uci[:2] == p.From && !slices.Contains(squares, uci[2:4]) {
			squares = append(squares, uci[2:4])
		}
	}
	return squares
}

// promotionPieces are the choices, the usual one first.
var promotionPieces = []rules.Piece{'Q', 'R', 'B', 'N'}

// of returns the same kind of piece in color c.
func of(c rules.Color, p rules.Piece) rules.Piece {
	if c == rules.Black {
		return rules.Piece(strings.ToLower(string(p))[0])
	}
	return p
}

// roster lists a side's pieces in words: "King e1, queen d1, rooks a1 h1".
func (b boardView) roster(l *words.Language, c rules.Color) string {
	var parts []string
	for _, kind := range []byte("KQRBNP") {
		var squares []string
		for _, row := range b.rows {
			for _, s := range row {
				if s.piece.Kind() == kind && s.piece.Color() == c {
					squares = append(squares, s.name)
				}
			}
		}
		if len(squares) > 0 {
			slices.Sort(squares)
			parts = append(parts, l.Say("piecesOn", "piece", l.Say("piece."+string(kind)), "squares", strings.Join(squares, " ")))
		}
	}
	return strings.Join(parts, ", ")
}
