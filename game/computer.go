package game

import (
	"strconv"
	"strings"
	"time"

	"kibitz/game/rules"
)

const (
	// MaxComputerGames is how many games against computers one player can have
	// running at a time, rematches included: each uses processor time.
	MaxComputerGames = 5
	// ComputerGameIdle is how long a game against a computer counts after its last
	// event. An abandoned one costs nothing, and without a clock would never end.
	ComputerGameIdle = time.Hour
)

// Levels is the strength of the strongest computer; the weakest is 1.
const Levels = 8

// computerID is the prefix of the computers' ids. A guest gets such an id by chance
// once in 10¹⁹ times.
const computerID = "KibitzLevel"

// Computer returns the computer player of a level from 1 to Levels; the zero Player
// for any other level. It plays through Service, as people do.
func Computer(level int) Player {
	if level < 1 || level > Levels {
		return Player{}
	}
	n := strconv.Itoa(level)
	return Player{ID: PlayerID(computerID + n), Name: "Computer level " + n}
}

// ComputerLevel returns the level of a computer, and 0 for a person.
func (p PlayerID) ComputerLevel() int {
	digit, ok := strings.CutPrefix(string(p), computerID)
	if !ok || len(digit) != 1 || digit[0] < '1' || digit[0] > '0'+Levels {
		return 0
	}
	return int(digit[0] - '0')
}

// PlaysComputer returns the person who plays against a computer, "" if none does.
func (r *Record) PlaysComputer() PlayerID {
	switch white, black := r.White.ID, r.Black.ID; {
	case black.ComputerLevel() > 0 && white.ComputerLevel() == 0:
		return white
	case white.ComputerLevel() > 0 && black.ComputerLevel() == 0:
		return black
	}
	return ""
}

// computer reports whether a computer plays a side.
func (r *Record) computer(c rules.Color) bool {
	if c == rules.White {
		return r.White.ID.ComputerLevel() > 0
	}
	return r.Black.ID.ComputerLevel() > 0
}

// checkLevel returns why the computer of the requested level cannot take the other
// seat; nil if it can.
func (s Setup) checkLevel() error {
	switch {
	case s.Level < 0 || s.Level > Levels:
		return ErrBadLevel
	case s.Level > 0 && s.Creator.ID == Computer(s.Level).ID:
		return ErrOwnGame
	}
	return nil
}

// start gives the last open seat to p and begins the game.
func (g *Game) start(color rules.Color, p Player, at time.Time) {
	g.seat(color, p)
	g.record.Status = Playing
	g.record.Clock.begin(g.position.Turn(), at, false)
}
