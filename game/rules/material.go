package rules

// canMate reports whether c could still mate with the pieces on the board if the
// opponent helped. A bare king cannot; nor can a lone knight against nothing but
// queens, nor bishops all on squares of one color, unless the opponent has a knight,
// a pawn or a bishop of the other color that can block its king.
func (b *Board) canMate(c Color) bool {
	own, other := b.material(c), b.material(c.Other())
	switch {
	case own.pawns+own.rooks+own.queens > 0:
		return true
	case own.knights+own.light+own.dark == 0:
		return false
	case own.knights == 1 && own.light+own.dark == 0:
		return other.pawns+other.rooks+other.knights+other.light+other.dark > 0
	case own.knights == 0 && own.light == 0:
		return other.knights+other.pawns+other.light > 0
	case own.knights == 0 && own.dark == 0:
		return other.knights+other.pawns+other.dark > 0
	}
	return true
}

// men counts a side's pieces besides the king; bishops by the color of their
// squares.
type men struct{ pawns, knights, light, dark, rooks, queens int }

func (b *Board) material(c Color) men {
	var m men
	for s, p := range b {
		if p.Color() != c {
			continue
		}
		switch p.Kind() {
		case 'P':
			m.pawns++
		case 'N':
			m.knights++
		case 'R':
			m.rooks++
		case 'Q':
			m.queens++
		case 'B':
			if Square(s).dark() {
				m.dark++
			} else {
				m.light++
			}
		}
	}
	return m
}
