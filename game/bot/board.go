package bot

import (
	"strings"

	"kibitz/game/rules"
)

// Kinds of piece. On a board White's are positive and Black's negative.
const (
	pawn = int8(1 + iota)
	knight
	bishop
	rook
	queen
	king
)

// kindLetters has the kinds in FEN's letters.
const kindLetters = "PNBRQK"

// Castling rights.
const (
	whiteShort = uint8(1 << iota)
	whiteLong
	blackShort
	blackLong
)

// A board is the search's position, small enough to be copied for each move.
// rules.Position decides about the rules of the game; a board is trusted only for
// looking ahead, and tests compare it with rules.Position.
type board struct {
	squares   [64]int8 // a1 to h8, rank by rank
	side      int8     // to move: 1 is White, -1 Black
	castling  uint8
	enPassant int8 // the square that a pawn has just jumped over, if an enemy pawn stands to take it; else -1
	kings     [2]int8
	quiet     int16 // plies since the last capture or pawn move
}

// newBoard reads the FEN of a position from a game.
func newBoard(fen string) (board, error) {
	p, err := rules.KeptFEN(fen)
	if err != nil {
		return board{}, err
	}
	b := board{side: 1, enPassant: -1}
	if p.Turn() == rules.Black {
		b.side = -1
	}
	for s, piece := range p.Board() {
		if piece == 0 {
			continue
		}
		kind := int8(strings.IndexByte(kindLetters, piece.Kind()) + 1)
		if piece.Color() == rules.Black {
			kind = -kind
		}
		b.put(int8(s), kind)
	}
	fields := strings.Fields(p.FEN())
	for i, right := range "KQkq" {
		if strings.ContainsRune(fields[2], right) {
			b.castling |= 1 << i
		}
	}
	if s, ok := rules.ParseSquare(fields[3]); ok {
		b.jumpedOver(int8(s))
	}
	for _, digit := range fields[4] {
		b.quiet = b.quiet*10 + int16(digit-'0')
	}
	return b, nil
}

func (b *board) put(square, piece int8) {
	b.squares[square] = piece
	if piece == king || piece == -king {
		b.kings[index(piece)] = square
	}
}

// index is 0 for White's pieces and side, 1 for Black's.
func index(side int8) int {
	if side > 0 {
		return 0
	}
	return 1
}

// jumpedOver records a square that a pawn has jumped over, if a pawn of the side to
// move stands where it could take.
func (b *board) jumpedOver(square int8) {
	for _, from := range pawnAttacks[index(-b.side)][square] {
		if b.squares[from] == pawn*b.side {
			b.enPassant = square
		}
	}
}

// A move is a step of the search.
type move struct {
	from, to, promotion int8 // promotion is a kind, 0 if none
}

// String returns the move in UCI.
func (m move) String() string {
	text := rules.Square(m.from).String() + rules.Square(m.to).String()
	if m.promotion != 0 {
		text += strings.ToLower(kindLetters[m.promotion-1 : m.promotion])
	}
	return text
}

// lost has the castling rights that end when a piece leaves or enters a square.
var lost = [64]uint8{
	0: whiteLong, 4: whiteShort | whiteLong, 7: whiteShort,
	56: blackLong, 60: blackShort | blackLong, 63: blackShort,
}

// after plays a move returned by moves, and reports whether it was legal, that is,
// whether it did not leave the king en prise.
func (b *board) after(m move) (board, bool) {
	next := *b
	piece, taken := b.squares[m.from], b.squares[m.to]
	next.squares[m.from] = 0
	next.put(m.to, piece)
	next.castling &^= lost[m.from] | lost[m.to]
	next.side, next.enPassant = -b.side, -1
	next.quiet++
	if taken != 0 {
		next.quiet = 0
	}
	switch distance := m.to - m.from; {
	case piece == pawn*b.side:
		next.quiet = 0
		switch {
		case m.promotion != 0:
			next.squares[m.to] = m.promotion * b.side
		case m.to == b.enPassant:
			next.squares[m.to-8*b.side] = 0
		case distance == 16 || distance == -16:
			next.jumpedOver(m.from + 8*b.side)
		}
	case piece == king*b.side && distance == 2:
		next.squares[m.to-1], next.squares[m.to+1] = rook*b.side, 0
	case piece == king*b.side && distance == -2:
		next.squares[m.to+1], next.squares[m.to-2] = rook*b.side, 0
	}
	return next, !next.attacked(next.kings[index(b.side)], next.side)
}

// check reports whether the side to move is in check.
func (b *board) check() bool { return b.attacked(b.kings[index(b.side)], -b.side) }

// same reports whether two positions are the same by the rule of repetition.
func (b *board) same(o *board) bool {
	return b.side == o.side && b.kings == o.kings && b.castling == o.castling && b.enPassant == o.enPassant &&
		b.squares == o.squares
}
