package rules

import "strings"

// A Square is 0 (a1) to 63 (h8), rank by rank.
type Square int

// noSquare means that there is no square; a FEN then has a dash.
const noSquare Square = -1

// String returns the square's name, such as "e4".
func (s Square) String() string {
	return string([]byte{'a' + byte(s%8), '1' + byte(s/8)})
}

// ParseSquare reads a name such as "e4".
func ParseSquare(name string) (Square, bool) {
	if len(name) != 2 || name[0] < 'a' || name[0] > 'h' || name[1] < '1' || name[1] > '8' {
		return noSquare, false
	}
	return squareAt(int(name[0]-'a'), int(name[1]-'1')), true
}

// squareAt returns noSquare when file or rank is off the board.
func squareAt(file, rank int) Square {
	if file < 0 || file > 7 || rank < 0 || rank > 7 {
		return noSquare
	}
	return Square(rank*8 + file)
}

// dark reports whether the square is a dark one, as a1 is.
func (s Square) dark() bool { return (int(s)%8+int(s)/8)%2 == 0 }

// A Piece is its FEN letter: upper case is White's. 0 is an empty square.
type Piece byte

// Color returns nobody's for an empty square.
func (p Piece) Color() Color {
	switch {
	case p == 0:
		return ""
	case p < 'a':
		return White
	}
	return Black
}

// Kind is the piece's letter in upper case: K Q R B N P, and 0 for none.
func (p Piece) Kind() byte {
	if p >= 'a' {
		return byte(p) - 'a' + 'A'
	}
	return byte(p)
}

// A Board has the piece on each square.
type Board [64]Piece

// parseBoard reads the first field of a FEN.
func parseBoard(placement string) (Board, bool) {
	var b Board
	ranks := strings.Split(placement, "/")
	if len(ranks) != 8 {
		return b, false
	}
	for i, rank := range ranks {
		file := 0
		for _, c := range []byte(rank) {
			switch {
			case c >= '1' && c <= '8':
				file += int(c - '0')
			case file < 8 && strings.IndexByte("KQRBNPkqrbnp", c) >= 0:
				b[squareAt(file, 7-i)] = Piece(c)
				file++
			default:
				return b, false
			}
		}
		if file != 8 {
			return b, false
		}
	}
	return b, true
}

// placement writes the first field of a FEN.
func (b *Board) placement() string {
	text := make([]byte, 0, len(b)+7)
	for rank := 7; rank >= 0; rank-- {
		empty := byte(0)
		for file := range 8 {
			p := b[rank*8+file]
			if p == 0 {
				empty++
				continue
			}
			if empty > 0 {
				text = append(text, '0'+empty)
				empty = 0
			}
			text = append(text, byte(p))
		}
		if empty > 0 {
			text = append(text, '0'+empty)
		}
		if rank > 0 {
			text = append(text, '/')
		}
	}
	return string(text)
}

// king returns where c's king stands; noSquare if it has none.
func (b *Board) king(c Color) Square {
	for s, p := range b {
		if p.Kind() == 'K' && p.Color() == c {
			return Square(s)
		}
	}
	return noSquare
}

type step struct{ file, rank int }

var (
	straight = []step{{1, 0}, {-1, 0}, {0, 1}, {0, -1}}
	diagonal = []step{{1, 1}, {1, -1}, {-1, 1}, {-1, -1}}
	leaps    = []step{{1, 2}, {2, 1}, {2, -1}, {1, -2}, {-1, -2}, {-2, -1}, {-2, 1}, {-1, 2}}
)

// attacked reports whether a piece of color by could capture on s. The rules library
// does not export this, and a FEN from outside has to be checked before the library
// sees it.
func (b *Board) attacked(s Square, by Color) bool {
	behind := -1 // a white pawn attacks upwards: look one rank down for it
	if by == Black {
		behind = 1
	}
	return b.reached(s, by, straight, 7, "RQ") || b.reached(s, by, diagonal, 7, "BQ") ||
		b.reached(s, by, leaps, 1, "N") || b.reached(s, by, straight, 1, "K") || b.reached(s, by, diagonal, 1, "K") ||
		b.reached(s, by, []step{{1, behind}, {-1, behind}}, 1, "P")
}

// reached looks from s in each direction, up to limit squares or the first piece,
// for a piece of color by whose kind is among kinds.
func (b *Board) reached(s Square, by Color, steps []step, limit int, kinds string) bool {
	for _, d := range steps {
		file, rank := int(s)%8, int(s)/8
		for range limit {
			file, rank = file+d.file, rank+d.rank
			at := squareAt(file, rank)
			if at == noSquare {
				break
			}
			if p := b[at]; p != 0 {
				if p.Color() == by && strings.IndexByte(kinds, p.Kind()) >= 0 {
					return true
				}
				break
			}
		}
	}
	return false
}
