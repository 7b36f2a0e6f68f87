package bot

// Where pieces can go from each square of an empty board.
var (
	knightSteps = stepsOf([][2]int{{1, 2}, {2, 1}, {2, -1}, {1, -2}, {-1, -2}, {-2, -1}, {-2, 1}, {-1, 2}})
	kingSteps   = stepsOf(append(straight, diagonal...))
	pawnAttacks = [2][64][]int8{stepsOf([][2]int{{-1, 1}, {1, 1}}), stepsOf([][2]int{{-1, -1}, {1, -1}})}
	// The first four rays are straight, the others diagonal.
	rays = raysOf(append(straight, diagonal...))

	straight = [][2]int{{1, 0}, {-1, 0}, {0, 1}, {0, -1}}
	diagonal = [][2]int{{1, 1}, {1, -1}, {-1, 1}, {-1, -1}}
)

func stepsOf(steps [][2]int) (to [64][]int8) {
	for s := range to {
		for _, d := range steps {
			if square := step(s%8+d[0], s/8+d[1]); square >= 0 {
				to[s] = append(to[s], square)
			}
		}
	}
	return to
}

func raysOf(steps [][2]int) (to [64][8][]int8) {
	for s := range to {
		for i, d := range steps {
			for n := 1; step(s%8+n*d[0], s/8+n*d[1]) >= 0; n++ {
				to[s][i] = append(to[s][i], step(s%8+n*d[0], s/8+n*d[1]))
			}
		}
	}
	return to
}

// step returns -1 for a square off the board.
func step(file, rank int) int8 {
	if file < 0 || file > 7 || rank < 0 || rank > 7 {
		return -1
	}
	return int8(rank*8 + file)
}

// attacked reports whether a side's piece could capture on a square.
func (b *board) attacked(square, by int8) bool {
	for _, from := range pawnAttacks[index(-by)][square] {
		if b.squares[from] == pawn*by {
			return true
		}
	}
	for _, from := range knightSteps[square] {
		if b.squares[from] == knight*by {
			return true
		}
	}
	for _, from := range kingSteps[square] {
		if b.squares[from] == king*by {
			return true
		}
	}
	for i, ray := range rays[square] {
		slider := rook
		if i >= 4 {
			slider = bishop
		}
		for _, from := range ray {
			if piece := b.squares[from]; piece != 0 {
				if piece == slider*by || piece == queen*by {
					return true
				}
				break
			}
		}
	}
	return false
}

// moves appends the moves of the side to move, or only its captures and promotions
// to a queen. Some may leave the king in check, which after reports.
func (b *board) moves(to []move, captures bool) []move {
	for s := range int8(64) {
		piece := b.squares[s] * b.side
		switch piece {
		case pawn:
			to = b.pawnMoves(to, s, captures)
		case knight:
			to = b.steps(to, s, knightSteps[s], captures)
		case king:
			to = b.steps(to, s, kingSteps[s], captures)
			if !captures {
				to = b.castles(to, s)
			}
		case bishop:
			to = b.slides(to, s, rays[s][4:], captures)
		case rook:
			to = b.slides(to, s, rays[s][:4], captures)
		case queen:
			to = b.slides(to, s, rays[s][:], captures)
		}
	}
	return to
}

func (b *board) steps(to []move, from int8, squares []int8, captures bool) []move {
	for _, s := range squares {
		if theirs := b.squares[s] * b.side; theirs < 0 || (theirs == 0 && !captures) {
			to = append(to, move{from: from, to: s})
		}
	}
	return to
}

func (b *board) slides(to []move, from int8, directions [][]int8, captures bool) []move {
	for _, ray := range directions {
		for _, s := range ray {
			theirs := b.squares[s] * b.side
			if theirs < 0 || (theirs == 0 && !captures) {
				to = append(to, move{from: from, to: s})
			}
			if theirs != 0 {
				break
			}
		}
	}
	return to
}

func (b *board) pawnMoves(to []move, from int8, captures bool) []move {
	ahead := from + 8*b.side
	home, last := int8(1), int8(7)
	if b.side < 0 {
		home, last = 6, 0
	}
	if b.squares[ahead] == 0 && (!captures || ahead/8 == last) {
		to = promoted(to, move{from: from, to: ahead}, last, captures)
		if twice := ahead + 8*b.side; from/8 == home && b.squares[twice] == 0 {
			to = append(to, move{from: from, to: twice})
		}
	}
	for _, s := range pawnAttacks[index(b.side)][from] {
		if b.squares[s]*b.side < 0 || s == b.enPassant {
			to = promoted(to, move{from: from, to: s}, last, captures)
		}
	}
	return to
}

// promoted appends a pawn's move, once for each kind that it may promote to.
func promoted(to []move, m move, last int8, captures bool) []move {
	if m.to/8 != last {
		return append(to, m)
	}
	for kind := queen; kind >= knight && (!captures || kind == queen); kind-- {
		m.promotion = kind
		to = append(to, m)
	}
	return to
}

// castles appends the castling moves for which the squares between are empty, and
// the king neither is in check nor passes through it. after reports whether it ends
// in check.
func (b *board) castles(to []move, from int8) []move {
	short, long := whiteShort, whiteLong
	if b.side < 0 {
		short, long = blackShort, blackLong
	}
	if b.castling&(short|long) == 0 || b.check() {
		return to
	}
	free := func(squares ...int8) bool {
		for _, s := range squares {
			if b.squares[s] != 0 {
				return false
			}
		}
		return !b.attacked(squares[0], -b.side)
	}
	if b.castling&short != 0 && free(from+1, from+2) {
		to = append(to, move{from: from, to: from + 2})
	}
	if b.castling&long != 0 && free(from-1, from-2, from-3) {
		to = append(to, move{from: from, to: from - 2})
	}
	return to
}
