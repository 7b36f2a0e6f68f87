package rules

import (
	"fmt"
	"strconv"
	"strings"
)

// StartFEN is the usual start position.
const StartFEN = "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1"

// maxFEN is the longest FEN that is read; real ones have fewer than 90 bytes.
const maxFEN = 100

// Bounds of the two counters of a FEN from outside: a draw by fifty moves may be
// claimed at 100 half-moves, and no real game had 1,000 moves.
const (
	maxHalfMoves = seventyFiveMoves - 1 // the game is over then
	maxMoveNo    = 1000
)

// checkFEN says what is wrong with a FEN from outside, in words for the person who
// sent it, and returns it with its castling rights in the usual order. A FEN that
// passes is safe for the rules library, which trusts its input.
func checkFEN(s string) (string, error) {
	if len(s) > maxFEN {
		return "", badFEN("it is longer than %d characters", maxFEN)
	}
	fields := strings.Fields(s)
	if len(fields) != 6 {
		return "", badFEN("it needs six fields: pieces, side to move, castling, en passant, and two counters")
	}
	board, ok := parseBoard(fields[0])
	if !ok {
		return "", badFEN("the pieces need eight ranks of eight squares")
	}
	turn, ok := map[string]Color{"w": White, "b": Black}[fields[1]]
	if !ok {
		return "", badFEN("the side to move is w or b")
	}
	if err := checkPieces(&board, turn); err != nil {
		return "", err
	}
	rights, err := checkCastling(&board, fields[2])
	if err != nil {
		return "", err
	}
	if err := checkEnPassant(&board, turn, fields[3]); err != nil {
		return "", err
	}
	half, err := strconv.ParseUint(fields[4], 10, 31)
	if err != nil || half > maxHalfMoves {
		return "", badFEN("the half-move clock is a number from 0 to %d", maxHalfMoves)
	}
	if fields[3] != "-" && half != 0 {
		return "", badFEN("a pawn that has just jumped leaves the half-move clock at 0")
	}
	number, err := strconv.ParseUint(fields[5], 10, 31)
	if err != nil || number < 1 || number > maxMoveNo {
		return "", badFEN("the move number is from 1 to %d", maxMoveNo)
	}
	return fmt.Sprintf("%s %s %s %s %d %d", fields[0], fields[1], rights, fields[3], half, number), nil
}

func badFEN(format string, args ...any) error {
	return fmt.Errorf("%w: "+format, append([]any{ErrBadFEN}, args...)...)
}

// checkPieces checks what every reachable position has: one king each, no more men
// than a side starts with, no pawn on a last rank, and no check against the side
// that has just moved.
func checkPieces(b *Board, turn Color) error {
	count := map[Piece]int{}
	men := map[Color]int{}
	for s, p := range b {
		count[p]++
		men[p.Color()]++
		if rank := s / 8; p.Kind() == 'P' && (rank == 0 || rank == 7) {
			return badFEN("a pawn stands on a last rank")
		}
	}
	switch {
	case count['K'] != 1 || count['k'] != 1:
		return badFEN("each side needs one king")
	case men[White] > 16 || men[Black] > 16 || count['P'] > 8 || count['p'] > 8:
		return badFEN("a side has at most 16 pieces, 8 of them pawns")
	case b.attacked(b.king(turn.Other()), turn):
		return badFEN("the side that is not to move is in check")
	}
	return nil
}

// checkCastling returns the rights in the usual order. A right needs its king and
// its rook on their initial squares.
func checkCastling(b *Board, rights string) (string, error) {
	if rights == "-" {
		return rights, nil
	}
	homes := []struct {
		right      string
		king, rook Piece
		at         [2]Square
	}{
		{"K", 'K', 'R', [2]Square{4, 7}}, {"Q", 'K', 'R', [2]Square{4, 0}},
		{"k", 'k', 'r', [2]Square{60, 63}}, {"q", 'k', 'r', [2]Square{60, 56}},
	}
	var ordered string
	for _, h := range homes {
		if !strings.Contains(rights, h.right) {
			continue
		}
		if b[h.at[0]] != h.king || b[h.at[1]] != h.rook {
			return "", badFEN("castling %s needs king and rook at home", h.right)
		}
		ordered += h.right
	}
	if len(ordered) != len(rights) || ordered == "" {
		return "", badFEN("castling is - or some of KQkq")
	}
	return ordered, nil
}

// checkEnPassant checks that a pawn can just have passed over the square.
func checkEnPassant(b *Board, turn Color, field string) error {
	if field == "-" {
		return nil
	}
	s, ok := ParseSquare(field)
	rank, pawn, from, to := 5, Piece('p'), s+8, s-8
	if turn == Black {
		rank, pawn, from, to = 2, 'P', s-8, s+8
	}
	if !ok || int(s)/8 != rank || b[s] != 0 || b[from] != 0 || b[to] != pawn {
		return badFEN("the en passant square is - or the one a pawn has just jumped over")
	}
	return nil
}
