package game

import (
	"time"

	"kibitz/game/rules"
)

// A Snapshot is the current state of a game, read in one go and then independent of
// the database. Pages are drawn from it, and readers begin with it. It is plain
// data; do not change what its slices hold.
type Snapshot struct {
	Event // the state; its kind is snapshot and its version the new cursor

	White, Black Player // zero while the seat is open
	StartFEN     string
	Plies        []Ply
	CreatedAt    time.Time
	Chat         []Spoken // the newest messages, oldest first
	Delay        time.Duration
	Seek         bool
	Source       *Source // of an imported game or an exhibit; nil for a game played here
	Exhibit      bool    // a famous game that is relayed
}

// A Ply is one half-move that has not been taken back.
type Ply struct {
	UCI, SAN string
	At       time.Time
	FEN      string // of the position after it
	Check    bool
	Clock    time.Duration // what the mover had left; 0 in a game without a clock
}

// NewSnapshot makes a snapshot from a game's record and its events of kind move,
// takeback and chat, in order.
func NewSnapshot(r Record, moves []Event) Snapshot {
	s := Snapshot{
		Event: Event{
			Game: r.ID, Version: r.Version, At: r.UpdatedAt, Kind: SnapshotKind, Ply: r.Ply, FEN: r.FEN,
			Status: r.Status, Result: r.Result, Reason: r.Reason, Clock: r.Clock, Offer: r.Offering.Open, Next: r.Next,
		},
		White: r.White, Black: r.Black, StartFEN: r.StartFEN, CreatedAt: r.CreatedAt,
		Plies: make([]Ply, 0, len(moves)), Delay: r.Delay, Seek: r.Seek, Source: r.Source, Exhibit: r.Exhibit.Number > 0,
	}
	for _, m := range moves {
		switch m.Kind {
		case TakenBack:
			s.Plies = s.Plies[:m.Ply]
			continue
		case Said:
			s.Chat = append(s.Chat, Spoken{m.Version, m.At, m.Message})
			continue
		}
		s.Plies = append(s.Plies, Ply{
			UCI: m.UCI, SAN: m.SAN, At: m.At, FEN: m.FEN, Check: m.Check, Clock: m.Clock.side(m.By).Left,
		})
	}
	if p, err := rules.KeptFEN(r.FEN); err == nil {
		s.Check = p.Check()
		s.Claim = (&Game{record: r, position: p}).claimable(p.Turn())
	}
	return s
}

// ColorOf returns the seat that the player holds, nobody's for a spectator.
func (s *Snapshot) ColorOf(p PlayerID) rules.Color {
	r := Record{White: s.White, Black: s.Black}
	return r.ColorOf(p)
}

// Joinable returns why the game has no seat to take: ErrOver, ErrWithdrawn or
// ErrSeatTaken; nil if it has one.
func (s *Snapshot) Joinable() error {
	r := Record{White: s.White, Black: s.Black, Status: s.Status, Seek: s.Seek}
	return r.joinable()
}

// Opening returns the latest named position of the game; the zero Opening if
// none has come up.
func (s *Snapshot) Opening() rules.Opening {
	for i := len(s.Plies) - 1; i >= 0; i-- {
		if o := rules.OpeningAt(s.Plies[i].FEN); o != (rules.Opening{}) {
			return o
		}
	}
	return rules.Opening{}
}

// Spectators may be delayed: until the game is over they see it as it was a while
// ago, in every transport and export. What happens before the first move they see at
// once.

// Visible returns how many of events, all of a game's in order, spectators may see
// at a time.
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

// AsOf returns the record as it was right after one of the game's events, as far as
// a snapshot shows it.
func (r Record) AsOf(e Event) Record {
	r.Version, r.Status, r.Result, r.Reason = e.Version, e.Status, e.Result, e.Reason
	r.FEN, r.Ply, r.Clock, r.Offering.Open, r.Next, r.UpdatedAt = e.FEN, e.Ply, e.Clock, e.Offer, e.Next, e.At
	// Earlier positions are no longer known, but whether one had occurred often
	// enough is.
	if r.Repetitions = nil; e.Claim == Threefold {
		r.Repetitions = make(rules.Repetitions, rules.ThreefoldCount)
	}
	return r
}
