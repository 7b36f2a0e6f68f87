package game

import (
	"time"

	"kibitz/game/rules"
)

// Spectators may be kept behind: they then see the game as it was a while ago,
// by every transport and in every export, until it is over. What comes before
// the first move is seen at once.

// Visible returns how many of a game's events, all of them in order, spectators
// see at a time.
func Visible(events []Event, delay time.Duration, at time.Time) int {
	if n := len(events); n > 0 && events[n-1].Status == Over {
		return n
	}
	begun := false
	for i, e := range events {
		begun = begun || e.Ply > 0
		if begun && e.At.After(at.Add(-delay)) {
			return i
		}
	}
	return len(events)
}

// AsOf is the record as it was right after one of the game's events, as far as
// a snapshot tells it.
func (r Record) AsOf(e Event) Record {
	r.Version, r.Status, r.Result, r.Reason = e.Version, e.Status, e.Result, e.Reason
	r.FEN, r.Ply, r.Clock, r.Offering.Open, r.Next, r.UpdatedAt = e.FEN, e.Ply, e.Clock, e.Offer, e.Next, e.At
	// Which positions had been there is not known any more, but whether one had
	// been there often enough is.
	if r.Repetitions = nil; e.Claim == Threefold {
		r.Repetitions = make(rules.Repetitions, rules.ThreefoldCount)
	}
	return r
}
