package game

import (
	"time"

	"kibitz/game/rules"
)

// A Clock is the two sides' time. It does not tick: it knows what each side had
// left when the running one began to think, and when that was. It is a value;
// its methods take the time from outside.
type Clock struct {
	Control      TimeControl
	White, Black ClockSide
	Running      rules.Color // whose time goes; nobody's until both have moved, and after the end
	Since        time.Time   // when the side to move began to think
}

// A ClockSide is one side of a clock.
type ClockSide struct {
	// Left is what the side had when it last began to think. What is given to it
	// meanwhile is added here: since the time from Since on is taken off later,
	// it then has that much more.
	Left time.Duration
	Lag  Lag
}

// newClock returns a clock that is set and does not run; the zero Clock if
// there is none.
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

// Left returns what a side has left at a time, never less than nothing.
func (c Clock) Left(of rules.Color, at time.Time) time.Duration {
	left := c.side(of).Left
	if of == c.Running {
		left -= c.elapsed(at)
	}
	return max(0, left)
}

// elapsed is how long the side to move has been thinking. Two servers' clocks
// may differ, so a time before its beginning counts as none.
func (c Clock) elapsed(at time.Time) time.Duration {
	return max(0, at.Sub(c.Since))
}

// begin has a side think from a time on; running tells whether it costs time.
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
// counts for it; the grace of falls does not, which only waits for a move on
// its way: else a side without time could live on grace alone.
func (c Clock) inTime(t Timing, at time.Time) bool {
	if c.Running == "" {
		return true // both sides' first moves are free
	}
	side, elapsed := *c.side(c.Running), c.elapsed(at)
	return elapsed-side.Lag.back(t.lag(elapsed)) < side.Left
}

// press ends the running side's turn with a move that is in time: what it took,
// less what the network took of that, is off its clock, and the increment is on
// it.
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

// falls returns when the running side's flag falls, with the grace that its lag
// account allows: a move may be on its way.
func (c Clock) falls() time.Time {
	side := c.side(c.Running)
	return c.Since.Add(side.Left + side.Lag.grace())
}

// After an outage a side has at least this much.
const (
	leastToMove  = 20 * time.Second
	leastWaiting = 10 * time.Second
)

// resume takes an outage off the time that the side to move has been thinking,
// by giving it as much. A first move's time begins anew.
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
