package pgn

import (
	"errors"
	"strings"

	"kibitz/game/rules"
)

// annotated plays a move as people write it in a file: check signs do not
// matter, a dash may stand between two squares, and in a variation a side may
// pass.
func annotated(p rules.Position, san string, variation bool) (rules.Position, rules.Move, error) {
	if variation && (san == "--" || san == "Z0") {
		return p.Pass()
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

// sansMove removes the move from an error's text, since the error's place names it.
func sansMove(err error, text string) error {
	switch {
	case errors.Is(err, rules.ErrBadMove):
		return rules.ErrBadMove
	case err != nil && err.Error() == rules.ErrIllegal.Error()+": "+text:
		return rules.ErrIllegal
	}
	return err
}
