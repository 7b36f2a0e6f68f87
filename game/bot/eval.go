package bot

// The values of pieces and their squares, in centipawns, are those of Tomasz
// Michniewski's Simplified Evaluation Function
// (chessprogramming.org/Simplified_Evaluation_Function).
var values = [7]int{pawn: 100, knight: 320, bishop: 330, rook: 500, queen: 900}

// Values of squares for White, laid out as on a diagram: a8 first.
var (
	squareValues = [6][64]int{
		pawn: {
			0, 0, 0, 0, 0, 0, 0, 0,
			50, 50, 50, 50, 50, 50, 50, 50,
			10, 10, 20, 30, 30, 20, 10, 10,
			5, 5, 10, 25, 25, 10, 5, 5,
			0, 0, 0, 20, 20, 0, 0, 0,
			5, -5, -10, 0, 0, -10, -5, 5,
			5, 10, 10, -20, -20, 10, 10, 5,
			0, 0, 0, 0, 0, 0, 0, 0,
		},
		knight: {
			-50, -40, -30, -30, -30, -30, -40, -50,
			-40, -20, 0, 0, 0, 0, -20, -40,
			-30, 0, 10, 15, 15, 10, 0, -30,
			-30, 5, 15, 20, 20, 15, 5, -30,
			-30, 0, 15, 20, 20, 15, 0, -30,
			-30, 5, 10, 15, 15, 10, 5, -30,
			-40, -20, 0, 5, 5, 0, -20, -40,
			-50, -40, -30, -30, -30, -30, -40, -50,
		},
		bishop: {
			-20, -10, -10, -10, -10, -10, -10, -20,
			-10, 0, 0, 0, 0, 0, 0, -10,
			-10, 0, 5, 10, 10, 5, 0, -10,
			-10, 5, 5, 10, 10, 5, 5, -10,
			-10, 0, 10, 10, 10, 10, 0, -10,
			-10, 10, 10, 10, 10, 10, 10, -10,
			-10, 5, 0, 0, 0, 0, 5, -10,
			-20, -10, -10, -10, -10, -10, -10, -20,
		},
		rook: {
			0, 0, 0, 0, 0, 0, 0, 0,
			5, 10, 10, 10, 10, 10, 10, 5,
			-5, 0, 0, 0, 0, 0, 0, -5,
			-5, 0, 0, 0, 0, 0, 0, -5,
			-5, 0, 0, 0, 0, 0, 0, -5,
			-5, 0, 0, 0, 0, 0, 0, -5,
			-5, 0, 0, 0, 0, 0, 0, -5,
			0, 0, 0, 5, 5, 0, 0, 0,
		},
		queen: {
			-20, -10, -10, -5, -5, -10, -10, -20,
			-10, 0, 0, 0, 0, 0, 0, -10,
			-10, 0, 5, 5, 5, 5, 0, -10,
			-5, 0, 5, 5, 5, 5, 0, -5,
			0, 0, 5, 5, 5, 5, 0, -5,
			-10, 5, 5, 5, 5, 5, 0, -10,
			-10, 0, 5, 0, 0, 0, 0, -10,
			-20, -10, -10, -5, -5, -10, -10, -20,
		},
	}
	// For the middlegame and the endgame.
	kingValues = [2][64]int{
		{
			-30, -40, -40, -50, -50, -40, -40, -30,
			-30, -40, -40, -50, -50, -40, -40, -30,
			-30, -40, -40, -50, -50, -40, -40, -30,
			-30, -40, -40, -50, -50, -40, -40, -30,
			-20, -30, -30, -40, -40, -30, -30, -20,
			-10, -20, -20, -20, -20, -20, -20, -10,
			20, 20, 0, 0, 0, 0, 20, 20,
			20, 30, 10, 0, 0, 10, 30, 20,
		},
		{
			-50, -40, -30, -20, -20, -30, -40, -50,
			-30, -20, -10, 0, 0, -10, -20, -30,
			-30, -10, 20, 30, 30, 20, -10, -30,
			-30, -10, 30, 40, 40, 30, -10, -30,
			-30, -10, 30, 40, 40, 30, -10, -30,
			-30, -10, 20, 30, 30, 20, -10, -30,
			-30, -30, 0, 0, 0, 0, -30, -30,
			-50, -30, -30, -30, -30, -30, -30, -50,
		},
	}
)

// If a side has at most this much besides king and pawns, the other side's king uses
// its endgame values.
const endgame = 1300

// evaluate returns what a position is worth to the side to move, in centipawns.
func (b *board) evaluate() int {
	var score int
	var pieces, pawns [2]int // the pieces' value, the pawns' number
	for s, piece := range b.squares {
		switch {
		case piece == 0 || piece == king || piece == -king:
		case piece > 0:
			score += values[piece] + squareValues[piece][s^56]
			count(piece, &pieces[0], &pawns[0])
		default:
			score -= values[-piece] + squareValues[-piece][s]
			count(-piece, &pieces[1], &pawns[1])
		}
	}
	if pawns == [2]int{} && max(pieces[0], pieces[1]) <= values[bishop] {
		return 0 // one minor piece cannot force mate
	}
	score += kingValues[phase(pieces[1])][b.kings[0]^56] - kingValues[phase(pieces[0])][b.kings[1]]
	score += b.drive(0, pieces, pawns) - b.drive(1, pieces, pawns)
	return score * int(b.side)
}

func count(kind int8, pieces, pawns *int) {
	if kind == pawn {
		*pawns++
	} else {
		*pieces += values[kind]
	}
}

func phase(pieces int) int {
	if pieces <= endgame {
		return 1
	}
	return 0
}

// drive is the bonus of a side mating a lone king, for having that king at the edge
// and its own king near. Without the bonus, a short search never finds the mate.
func (b *board) drive(side int, pieces, pawns [2]int) int {
	if pieces[1-side]+pawns[1-side] > 0 || pieces[side] < values[rook] {
		return 0
	}
	lone, own := int(b.kings[1-side]), int(b.kings[side])
	edge := max(3-lone%8, lone%8-4) + max(3-lone/8, lone/8-4)
	apart := abs(lone%8-own%8) + abs(lone/8-own/8)
	return 10*edge + 4*(14-apart)
}

func abs(n int) int { return max(n, -n) }
