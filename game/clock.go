package game

import (
	"time"

	"kibitz/game/rules"
)

// A TimeControl is how much time each side has: an initial time, and an increment
// for each move (Fischer). The zero TimeControl is a game without a clock.
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

// check returns ErrBadControl for a time control that is out of bounds, or not in
// whole seconds, the unit of the wire and of PGN.
func (tc TimeControl) check() error {
	if tc.Initial < 0 || tc.Initial > maxInitial || tc.Increment < 0 || tc.Increment > maxIncrement ||
		tc.Initial%time.Second != 0 || tc.Increment%time.Second != 0 {
		return ErrBadControl
	}
	return nil
}

// start is what a side's clock shows at first. A control that is all increment
// starts with one increment.
func (tc TimeControl) start() time.Duration {
	if tc.Initial == 0 {
		return tc.Increment
	}
	return tc.Initial
}

// A Clock is the two sides' time. It does not tick: it stores what each side had
// left when the side to move began to think, and when that was. It is a value; its
// methods take the time as an argument.
type Clock struct {
	Control      TimeControl
	White, Black ClockSide
	Running      rules.Color // whose time runs; nobody's until both have moved, and after the end
	Since        time.Time   // when the side to move began to think
}

// A ClockSide is one side of a clock.
type ClockSide struct {
	// Left is what the side had when it last began to think. Time given to it while
	// it thinks is added here: the time since Since is subtracted only later.
	Left time.Duration
	Lag  Lag
}

// newClock returns a clock that is set but not running; the zero Clock for a game
// without one.
func newClock(tc TimeControl) Clock {
	if !tc.Clocked() {
		return Clock{}
	}
	side := ClockSide{Left: tc.start(), Lag: newLag(tc)}
	return Clock{Control: tc, White: side, Black: side}
}

func (c *Clock) side(of rules.Color) *ClockSide {
	if of == rules.White {
		return &c.White
	}
	return &c.Black
}

// Left returns what a side has left at a time, never less than 0.
func (c Clock) Left(of rules.Color, at time.Time) time.Duration {
	left := c.side(of).Left
	if of == c.Running {
		left -= c.elapsed(at)
	}
	return max(0, left)
}

// elapsed is how long the side to move has been thinking. Two servers' clocks may
// differ, so a time before Since counts as 0.
func (c Clock) elapsed(at time.Time) time.Duration {
	return max(0, at.Sub(c.Since))
}

// begin starts a side's thinking time; running tells whether it is taken off the
// clock.
func (c *Clock) begin(of rules.Color, at time.Time, running bool) {
	if !c.Control.Clocked() {
		return
	}
	c.Since = at
	if c.Running = ""; running {
		c.Running = of
	}
}

// inTime reports whether a move made now beats the flag. Lag that is given back
// counts in its favor. The grace of falls does not: it only waits for a move in
// transit, and otherwise a side without time could go on playing on grace alone.
func (c Clock) inTime(t Timing, at time.Time) bool {
	if c.Running == "" {
		return true // both sides' first moves are free
	}
	side, elapsed := *c.side(c.Running), c.elapsed(at)
	return elapsed-side.Lag.back(t.lag(elapsed)) < side.Left
}

// press ends the running side's turn with a move that is in time. It takes the time
// used, less the lag that is given back, off the clock, and adds the increment.
func (c *Clock) press(t Timing, at time.Time) {
	if c.Running == "" {
		return
	}
	side, elapsed := c.side(c.Running), c.elapsed(at)
	elapsed -= side.Lag.give(t.lag(elapsed), c.Control)
	side.Left += c.Control.Increment - elapsed
}

// stop leaves both sides with what they have.
func (c *Clock) stop(at time.Time) {
	if c.Running != "" {
		c.side(c.Running).Left = c.Left(c.Running, at)
	}
	c.Running = ""
}

// falls returns when the running side's flag falls. That includes the grace that its
// lag account allows, since a move may be in transit.
func (c Clock) falls() time.Time {
	side := c.side(c.Running)
	return c.Since.Add(side.Left + side.Lag.grace())
}

// After an outage a side has at least this much.
const (
	leastToMove  = 20 * time.Second
	leastWaiting = 10 * time.Second
)

// resume gives the side to move the length of an outage, so that the outage does not
// count as thinking time. The time for a first move starts again.
func (c *Clock) resume(from, until time.Time) {
	if c.Running == "" {
		c.Since = until
		return
	}
	running, waiting := c.side(c.Running), c.side(c.Running.Other())
	running.Left = max(running.Left+until.Sub(from), leastToMove+c.elapsed(until))
	waiting.Left = max(waiting.Left, leastWaiting)
}

// deadline returns when the time of the side to move is up, for its first move
// or on its clock; the zero time is never.
func (c Clock) deadline() time.Time {
	switch {
	case !c.Control.Clocked():
		return time.Time{}
	case c.Running == "":
		return c.Since.Add(c.Control.firstMove())
	}
	return c.falls()
}
