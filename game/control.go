package game

import "time"

// A TimeControl is how much time each side has: so much to begin with, and an
// increment for each move (Fischer). The zero TimeControl is a game without a
// clock.
type TimeControl struct {
	Initial, Increment time.Duration
}

// Bounds of a time control.
const (
	maxInitial   = 3 * time.Hour
	maxIncrement = 3 * time.Minute
)

// Clocked reports whether there is a clock at all.
func (tc TimeControl) Clocked() bool { return tc.Initial > 0 || tc.Increment > 0 }

// estimate is how long a side is expected to play: 40 moves.
func (tc TimeControl) estimate() time.Duration { return tc.Initial + 40*tc.Increment }

// A Speed sorts time controls by how long a game is expected to last.
type Speed string

// The speeds, by the estimate of a side's time: under 30 s, 3, 8 and 25 min.
const (
	Ultrabullet Speed = "ultrabullet"
	Bullet      Speed = "bullet"
	Blitz       Speed = "blitz"
	Rapid       Speed = "rapid"
	Classical   Speed = "classical"
)

// Speed returns the speed of a game with a clock.
func (tc TimeControl) Speed() Speed {
	switch e := tc.estimate(); {
	case e < 30*time.Second:
		return Ultrabullet
	case e < 3*time.Minute:
		return Bullet
	case e < 8*time.Minute:
		return Blitz
	case e < 25*time.Minute:
		return Rapid
	}
	return Classical
}

// firstMove is how long a side may take for its first move, which costs it no
// time on the clock.
func (tc TimeControl) firstMove() time.Duration { return firstMoves[tc.Speed()] }

var firstMoves = map[Speed]time.Duration{
	Ultrabullet: 15 * time.Second, Bullet: 20 * time.Second, Blitz: 25 * time.Second,
	Rapid: 30 * time.Second, Classical: 35 * time.Second,
}

// check returns ErrBadControl for a time control that nobody can want, or that
// is not of whole seconds, in which it is told and written.
func (tc TimeControl) check() error {
	if tc.Initial < 0 || tc.Initial > maxInitial || tc.Increment < 0 || tc.Increment > maxIncrement ||
		tc.Initial%time.Second != 0 || tc.Increment%time.Second != 0 {
		return ErrBadControl
	}
	return nil
}

// start is what a side's clock shows at first. A control that is all increment
// begins with one of it.
func (tc TimeControl) start() time.Duration {
	if tc.Initial == 0 {
		return tc.Increment
	}
	return tc.Initial
}
