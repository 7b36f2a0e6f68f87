package game

import (
	"errors"
	"strings"
)

// annotated plays a move as people write it in a file: check signs do not
// matter, a dash may stand between two squares, and in a variation a side may
// pass.
func (p Position) annotated(san string, variation bool) (Position, Move, error) {
	if variation && (san == "--" || san == "Z0") {
		return p.pass()
	}
	text := strings.TrimRight(strings.TrimSuffix(san, "e.p."), "+#")
	if !strings.HasPrefix(text, "O") && !strings.HasPrefix(text, "0") {
		text = strings.Replace(text, "-", "", 1)
	}
	if len(text) == 6 && strings.IndexByte("QRBN", text[4]) < 0 && text[2] == 'x' {
		text = strings.Replace(text, "x", "", 1) // e4xd5, long
	}
	next, m, err := p.Move(text)
	return next, m, sansMove(err, text)
}

// pass lets the other side move. It cannot be done in check.
func (p Position) pass() (Position, Move, error) {
	if p.Check() {
		return Position{}, Move{}, ErrIllegal
	}
	f := strings.Fields(p.FEN())
	if f[1] = "b"; p.Turn() == Black {
		f[1] = "w"
	}
	f[3] = "-"
	next, err := loadFEN(strings.Join(f, " "))
	return next, Move{SAN: "--"}, err
}

// choices is how many legal moves there are, which is what finding one of them
// costs.
func (p Position) choices() int { return len(p.rules.ValidMoves()) }

// sansMove leaves the move out of an error's text: its place names it.
func sansMove(err error, text string) error {
	switch {
	case errors.Is(err, ErrBadMove):
		return ErrBadMove
	case err != nil && err.Error() == ErrIllegal.Error()+": "+text:
		return ErrIllegal
	}
	return err
}
