package game

import (
	"time"

	"kibitz/game/rules"
)

const (
	// An open game waits this long for an opponent.
	openFor = 24 * time.Hour
	// SeekFor is how long a seek lives after its creator's last sign of life.
	SeekFor = 30 * time.Second
	// Only a side that has less than this can be given time.
	maxGiven = 2 * time.Hour
	// How much a player gives the opponent at a time.
	moreTime = 15 * time.Second
)

// Deadline returns when the game ends if nothing happens until then, because nobody
// has joined, a first move has not come, or a flag falls. The zero time means never.
func (g *Game) Deadline() time.Time {
	r := &g.record
	switch {
	case r.Status == Open && r.Seek:
		return r.SignAt.Add(SeekFor)
	case r.Status == Open:
		return r.CreatedAt.Add(openFor)
	case r.Status == Over:
		return time.Time{}
	}
	return r.Clock.deadline()
}

// Expire ends a game whose deadline has passed: it aborts a game that has hardly
// begun; otherwise the flag of the side to move falls. The error is ErrNotDue if the
// deadline has not passed.
func (g *Game) Expire(at time.Time) (Event, error) {
	at = g.moment(at)
	deadline := g.Deadline()
	switch {
	case g.record.Status == Over:
		return Event{}, ErrOver
	case deadline.IsZero() || at.Before(deadline):
		return Event{}, ErrNotDue
	case g.record.Clock.Running == "":
		g.end(rules.NoResult, ByAbort, at)
		return g.happened(Aborted, "", at), nil
	}
	return g.flagFalls(at), nil
}

// expired ends the game if its deadline has passed, for a request that comes too
// late: the event is then the deadline's. So the outcome does not depend on who
// notices first.
func (g *Game) expired(at time.Time) (Event, bool) {
	e, err := g.Expire(at)
	return e, err == nil
}

// flagFalls ends the game as a win for the opponent of the side to move, or as a
// draw if the opponent could not mate. The event is by the side whose flag fell.
func (g *Game) flagFalls(at time.Time) Event {
	fallen := g.position.Turn()
	clock := &g.record.Clock
	clock.side(fallen).Left, clock.Running = 0, ""
	if g.position.CanMate(fallen.Other()) {
		g.end(fallen.Other().Wins(), Flag, at)
	} else {
		g.end(rules.Drawn, Flag, at)
	}
	return g.happened(FlagFell, fallen, at)
}

// CallFlag is Expire at the request of one of the players.
func (g *Game) CallFlag(by PlayerID, at time.Time) (Event, error) {
	if g.record.ColorOf(by) == "" {
		return Event{}, ErrNotPlayer
	}
	return g.Expire(at)
}

// GiveTime adds 15 s to the clock of the opponent of by, whether or not it runs.
// seen is the version that the player acted on, 0 if unknown. If there are events
// after both seen and known, one may be an earlier copy of the same request: the
// error is then ErrStale, whatever else is wrong, and Service checks.
func (g *Game) GiveTime(by PlayerID, seen, known Version, at time.Time) (Event, error) {
	color := g.record.ColorOf(by)
	switch {
	case color == "":
		return Event{}, ErrNotPlayer
	case seen < 0:
		return Event{}, ErrBadCursor
	case seen > g.record.Version:
		return Event{}, ErrAhead
	case seen > 0 && max(seen, known) < g.record.Version:
		return Event{}, ErrStale
	}
	if err := g.playing(); err != nil {
		return Event{}, err
	}
	at = g.moment(at)
	if e, late := g.expired(at); late {
		return e, nil
	}
	clock := &g.record.Clock
	if !clock.Control.Clocked() || clock.Left(color.Other(), at) >= maxGiven {
		return Event{}, ErrNoMoreTime
	}
	clock.side(color.Other()).Left += moreTime
	e := g.happened(TimeGiven, color, at)
	e.Seen = seen
	return e, nil
}

// Outage gives back the time between from and until, in which no server was up to
// take a move; a side that is short of time gets some extra to come back in. Only
// the time after the game's last event counts, so the same outage can be given back
// only once. The error is ErrNothingLost if there is nothing to give: the game has
// no clock, or the flag had already fallen.
func (g *Game) Outage(from, until time.Time) (Event, error) {
	if err := g.playing(); err != nil {
		return Event{}, err
	}
	from, until = g.moment(from), g.moment(until)
	clock := &g.record.Clock
	if !clock.Control.Clocked() || !from.Before(until) || !from.Before(g.Deadline()) {
		return Event{}, ErrNothingLost
	}
	clock.resume(from, until)
	return g.happened(TimeGiven, "", until), nil
}
