package bot

import (
	"context"

	"kibitz/game"
	"kibitz/game/rules"
)

// What a computer has to do in a game.
const (
	nothing   = iota
	unknown   // somebody has to look
	moving    // it is to move
	answering // the opponent has offered something
)

// A duty is what a computer has to do in a game, and when it is comparable, the
// same duty: what else happens in the game does not disturb it.
type duty struct {
	kind  int
	by    game.PlayerID
	offer game.OfferKind
	fen   string // on the board
}

// dutyIn returns what is to be done first: an offer lapses at the next move, so
// it is answered before.
func dutyIn(s *game.Snapshot) duty {
	seat := func(c rules.Color) game.PlayerID {
		if c == rules.White {
			return s.White.ID
		}
		return s.Black.ID
	}
	if by := seat(s.Offer.By.Other()); s.Offer.By != "" && by.ComputerLevel() > 0 {
		return duty{answering, by, s.Offer.Kind, s.FEN}
	}
	if by := seat(s.Turn()); s.Status == game.Playing && by.ComputerLevel() > 0 {
		return duty{kind: moving, by: by, fen: s.FEN}
	}
	return duty{}
}

// A job is a game that is being attended to. Computers' mu guards it.
type job struct {
	version   game.Version // that duty is of
	duty      duty
	interrupt context.CancelFunc // of what is being done
}

// hear takes note of a change, and interrupts what need not be done any more.
func (j *job) hear(v game.Version, d duty) {
	if v <= j.version {
		return
	}
	j.version = v
	if d == j.duty {
		return
	}
	if j.duty = d; j.interrupt != nil {
		j.interrupt()
	}
}
