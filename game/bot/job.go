package bot

import (
	"context"

	"kibitz/game"
	"kibitz/game/rules"
)

// What a computer has to do in a game.
const (
	nothing   = iota
	unknown   // the game has to be looked at
	moving    // it has to move
	answering // the opponent has offered something
)

// A duty is what a computer has to do in a game. Equal duties are the same duty, so
// that other events in the game do not disturb it.
type duty struct {
	kind  int
	by    game.PlayerID
	offer game.OfferKind
	fen   string // on the board
}

// dutyIn returns what has to be done first. An offer lapses at the next move, so it
// is answered before moving.
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
	version   game.Version // at which duty was determined
	duty      duty
	interrupt context.CancelFunc // interrupts the duty being done
}

// hear records a change, and interrupts a duty that no longer applies.
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
