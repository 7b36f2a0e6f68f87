package rules

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"github.com/notnil/chess"
)

// A Position is the pieces on the board, the side to move, and the castling and en
// passant rights. A move does not change it: Move returns the next position.
//
// It uses only the move generator and FEN parser of the library beneath, and checks
// first what they do not. A Position caches its legal moves and belongs to one
// goroutine.
type Position struct {
	library *chess.Position
	board   Board
	number  int // of the move, from 1; the library does not export its own
}

// A Move is a legal move in both notations.
type Move struct {
	UCI string // "g1f3", "e7e8q"
	SAN string // "Nf3", "e8=Q+"
}

// ParseFEN reads a position from outside. The error wraps ErrBadFEN and says
// what is wrong.
func ParseFEN(s string) (Position, error) {
	checked, err := checkFEN(s)
	if err != nil {
		return Position{}, err
	}
	return KeptFEN(checked)
}

// KeptFEN reads the FEN of a position from a game. It is less strict than ParseFEN:
// a game may reach positions that it could not start from.
func KeptFEN(s string) (Position, error) {
	library := new(chess.Position)
	if err := library.UnmarshalText([]byte(s)); err != nil {
		return Position{}, badFEN("%v", err)
	}
	s = strings.TrimSpace(s) // as the library does
	number, err := strconv.Atoi(s[strings.LastIndexByte(s, ' ')+1:])
	if err != nil {
		return Position{}, badFEN("%v", err)
	}
	return newPosition(library, number), nil
}

// fenLetters maps the library's pieces to the letters of FEN.
var fenLetters = [...]Piece{
	chess.NoPiece: 0, chess.WhiteKing: 'K', chess.WhiteQueen: 'Q', chess.WhiteRook: 'R',
	chess.WhiteBishop: 'B', chess.WhiteKnight: 'N', chess.WhitePawn: 'P',
	chess.BlackKing: 'k', chess.BlackQueen: 'q', chess.BlackRook: 'r',
	chess.BlackBishop: 'b', chess.BlackKnight: 'n', chess.BlackPawn: 'p',
}

// newPosition reads the board square by square: having the library write it as text
// takes longer than generating the legal moves.
func newPosition(library *chess.Position, number int) Position {
	p := Position{library: library, number: number}
	for s := range p.board {
		p.read(chess.Square(s))
	}
	return p
}

// read copies a square of the library's board.
func (p *Position) read(s chess.Square) { p.board[s] = fenLetters[p.library.Board().Piece(s)] }

// after returns the position after a legal move. It reads only the squares that the
// move may have changed.
func (p Position) after(m *chess.Move) Position {
	number := p.number
	if p.Turn() == Black {
		number++
	}
	library := p.library.Update(m)
	if m.HasTag(chess.KingSideCastle) || m.HasTag(chess.QueenSideCastle) || m.HasTag(chess.EnPassant) {
		return newPosition(library, number)
	}
	next := Position{library: library, board: p.board, number: number}
	next.read(m.S1())
	next.read(m.S2())
	return next
}

// FEN returns the position in Forsyth–Edwards notation. The en passant square is
// given after every double step, whether or not a pawn can capture there.
//
// The library can write FEN too, but takes as long for it as for generating the
// legal moves.
func (p Position) FEN() string {
	passant := "-"
	if s := p.library.EnPassantSquare(); s != chess.NoSquare {
		passant = Square(s).String()
	}
	return p.board.placement() + " " + p.library.Turn().String() + " " + p.library.CastleRights().String() + " " + passant +
		" " + strconv.Itoa(p.library.HalfMoveClock()) + " " + strconv.Itoa(p.number)
}

// Turn returns the side to move.
func (p Position) Turn() Color {
	if p.library.Turn() == chess.White {
		return White
	}
	return Black
}

// Board returns the piece on each square.
func (p Position) Board() Board { return p.board }

// Check reports whether the side to move is in check.
func (p Position) Check() bool {
	return p.board.attacked(p.board.king(p.Turn()), p.Turn().Other())
}

// Legal returns the legal moves of the side to move, in UCI. It is never nil.
func (p Position) Legal() []string {
	moves := p.library.ValidMoves()
	legal := make([]string, len(moves))
	for i, m := range moves {
		legal[i] = uci(m)
	}
	return legal
}

// Move plays a move given in UCI or SAN and returns the position after it. The
// error wraps ErrBadMove or ErrIllegal.
func (p Position) Move(text string) (Position, Move, error) {
	m, err := p.find(text)
	if err != nil {
		return Position{}, Move{}, err
	}
	played := Move{UCI: uci(m), SAN: p.san(m)}
	next := p.after(m)
	if next.Check() {
		played.SAN += "+"
		if len(next.library.ValidMoves()) == 0 {
			played.SAN = strings.TrimSuffix(played.SAN, "+") + "#"
		}
	}
	return next, played, nil
}

// find returns the legal move that text describes. Any other move must not reach the
// library, which would play it or panic.
func (p Position) find(text string) (*chess.Move, error) {
	w, err := parseMove(text)
	if err != nil {
		return nil, err
	}
	var found []*chess.Move
	for _, m := range p.library.ValidMoves() {
		if w.fits(uci(m), p.board[m.S1()].Kind()) {
			found = append(found, m)
		}
	}
	switch {
	case len(found) == 0:
		return nil, fmt.Errorf("%w: %s", ErrIllegal, w.text)
	case len(found) > 1 && w.promotion == 0 && found[0].Promo() != chess.NoPieceType:
		return nil, fmt.Errorf("%w: %s must say what the pawn becomes, as in e7e8q or e8=Q", ErrIllegal, w.text)
	case len(found) > 1:
		return nil, fmt.Errorf("%w: %s could be more than one piece; add its file or rank", ErrIllegal, w.text)
	}
	return found[0], nil
}

// san writes a legal move without its check sign.
func (p Position) san(m *chess.Move) string {
	switch {
	case m.HasTag(chess.KingSideCastle):
		return "O-O"
	case m.HasTag(chess.QueenSideCastle):
		return "O-O-O"
	}
	var b strings.Builder
	capture := m.HasTag(chess.Capture) || m.HasTag(chess.EnPassant)
	if kind := p.board[m.S1()].Kind(); kind != 'P' {
		b.WriteByte(kind)
		b.WriteString(p.apart(m))
	} else if capture {
		b.WriteString(m.S1().File().String())
	}
	if capture {
		b.WriteByte('x')
	}
	b.WriteString(m.S2().String())
	if m.Promo() != chess.NoPieceType {
		b.WriteString("=" + strings.ToUpper(m.Promo().String()))
	}
	return b.String()
}

// apart returns the file, rank or both that distinguish m from moves of the same
// kind of piece to the same square: the file if that suffices, else the rank.
func (p Position) apart(m *chess.Move) string {
	var others, sameFile, sameRank bool
	for _, o := range p.library.ValidMoves() {
		if o.S2() == m.S2() && o.S1() != m.S1() && p.board[o.S1()] == p.board[m.S1()] {
			others = true
			sameFile = sameFile || o.S1().File() == m.S1().File()
			sameRank = sameRank || o.S1().Rank() == m.S1().Rank()
		}
	}
	switch {
	case !others:
		return ""
	case !sameFile:
		return m.S1().File().String()
	case !sameRank:
		return m.S1().Rank().String()
	}
	return m.S1().String()
}

// quietMoves counts the plies since the last capture or pawn move.
func (p Position) quietMoves() int { return p.library.HalfMoveClock() }

// Key identifies a position for the rule of repetition: pieces, side to move,
// castling rights, and the en passant file only if a pawn may capture there. It is
// the first 8 bytes of a SHA-256, so that nobody can construct two positions with
// one key.
func (p Position) Key() uint64 {
	file := "-"
	for _, m := range p.library.ValidMoves() {
		if m.HasTag(chess.EnPassant) {
			file = m.S2().File().String()
		}
	}
	text := p.board.placement() + " " + p.library.Turn().String() + " " + p.library.CastleRights().String() + " " + file
	sum := sha256.Sum256([]byte(text))
	return binary.BigEndian.Uint64(sum[:])
}

func uci(m *chess.Move) string {
	from, to := m.S1(), m.S2()
	text := [5]byte{'a' + byte(from%8), '1' + byte(from/8), 'a' + byte(to%8), '1' + byte(to/8)}
	if m.Promo() == chess.NoPieceType {
		return string(text[:4])
	}
	text[4] = m.Promo().String()[0]
	return string(text[:])
}

// Pass lets the other side move. It cannot be done in check.
func (p Position) Pass() (Position, Move, error) {
	if p.Check() {
		return Position{}, Move{}, ErrIllegal
	}
	f := strings.Fields(p.FEN())
	if f[1] = "b"; p.Turn() == Black {
		f[1] = "w"
	}
	f[3] = "-"
	next, err := KeptFEN(strings.Join(f, " "))
	return next, Move{SAN: "--"}, err
}

// Choices returns the number of legal moves, a measure of the cost of finding one.
func (p Position) Choices() int { return len(p.library.ValidMoves()) }

// CanMate reports whether c could still mate with the pieces on the board if the
// opponent helped.
func (p Position) CanMate(c Color) bool { return p.board.canMate(c) }
