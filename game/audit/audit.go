// Package audit proves that a stored game is consistent: its log, its row and the
// rules of chess agree.
//
// # The proof
//
// The proof is a replay. The game is set up again from its first event, and each
// later event is made again by the method of [game.Game] that made it originally, at
// the same time. The result must equal the stored event in every field: version,
// time, move, SAN, FEN, check, both clocks and lag accounts to the millisecond, the
// open offer, the draw that can be claimed, status, result and reason. At the end
// the row must be the record of the replayed game, with its deadline. The game that
// a rematch began must exist, with the colors swapped.
//
// An imported game is read again from the movetext in its row and imported again.
//
// Every game is checked by the rules of this version, whichever version stored it.
//
// # What is believed
//
// A few facts are not in any event. The replay uses a value that explains the event,
// and fails if there is none:
//
//   - how much of a move's time was lag: the lag account tells, and must sum up;
//   - when an outage began: the time that was given back tells. It began after
//     the event before, and gives no less than the least that a side then has;
//   - how long an opponent had been away when the game was claimed for it.
//
// Some changes leave no contradiction and so go unnoticed: another text of a
// message, another time of a move between its neighbors in a game without a clock,
// or another player on a seat in the row, unless a rematch follows.
//
// Check is pure and may be called from many goroutines.
package audit

import (
	"fmt"
	"time"

	"kibitz/game"
	"kibitz/game/pgn"
)

// A Game is everything stored about a game, read at one moment.
type Game struct {
	Record   game.Record  // its row
	Deadline time.Time    // in its row; zero if it has none
	Events   []game.Event // its log, in the order of the versions
	Next     *game.Record // the row of its rematch, in the fields that Rematch sets; nil if there is none
}

// A Fault is an inconsistency in what is stored.
type Fault struct {
	Version game.Version // of the event; 0 if the fault is in the row
	What    string
}

// String says where the fault is and what is wrong.
func (f Fault) String() string {
	if f.Version == 0 {
		return "row: " + f.What
	}
	return fmt.Sprintf("version %d: %s", f.Version, f.What)
}

// Check returns the faults of a game, none if it is consistent. Events after the
// first faulty one are not replayed, since none would fit, but the row is still
// compared with the last event.
func Check(kept *Game) []Fault {
	r := replay{kept: kept}
	if r.log() {
		r.row()
	} else if n := len(kept.Events); n > 0 {
		r.lastEvent(&kept.Events[n-1])
	}
	return r.faults
}

// A replay makes a game again from what is stored.
type replay struct {
	kept   *Game
	game   *game.Game // as replayed so far; its id differs from the original
	next   *game.Begun
	plies  []game.Ply // those not taken back, as far as a takeback needs them
	score  *pgn.Game  // of an exhibit, as far as its log has come
	faults []Fault
}

func (r *replay) fault(v game.Version, format string, args ...any) {
	r.faults = append(r.faults, Fault{v, fmt.Sprintf(format, args...)})
}

// log replays the log and reports whether it is free of faults.
func (r *replay) log() bool {
	if !r.numbered() {
		return false
	}
	events := r.kept.Events
	made, err := r.begin()
	if err != nil {
		r.fault(1, "the game cannot begin so: %v", err)
		return false
	}
	for i := range made {
		if i == len(events) {
			r.fault(0, "the log ends before the game that it was made of")
			return false
		}
		if !r.same(&made[i], &events[i]) {
			return false
		}
	}
	for i := len(made); i < len(events); i++ {
		e, err := r.again(&events[i], &events[i-1])
		if err != nil {
			r.fault(events[i].Version, "%s cannot be: %v", events[i].Kind, err)
			return false
		}
		if !r.same(&e, &events[i]) {
			return false
		}
	}
	return true
}

// numbered checks that the versions are 1, 2, 3 … without gaps.
func (r *replay) numbered() bool {
	if len(r.kept.Events) == 0 {
		r.fault(0, "there is no event")
		return false
	}
	for i, e := range r.kept.Events {
		switch want := game.Version(i + 1); {
		case e.Version > want:
			r.fault(want, "it is missing; the next one is %d", e.Version)
			return false
		case e.Version < want:
			r.fault(e.Version, "it is there twice, or is not a version")
			return false
		case e.Game != r.kept.Record.ID:
			r.fault(want, "it is an event of game %s", e.Game)
			return false
		}
	}
	return true
}

// same checks that an event as made again equals the stored one.
func (r *replay) same(made, kept *game.Event) bool {
	made.Game = kept.Game
	if r.next != nil {
		made.Next = r.kept.Record.Next
	}
	switch kept.Kind {
	case game.Moved:
		r.plies = append(r.plies, game.Ply{FEN: made.FEN})
	case game.TakenBack:
		r.plies = r.plies[:min(made.Ply, len(r.plies))]
	}
	if *made == *kept {
		return true
	}
	before := len(r.faults)
	differences("", kept, made, func(what string) { r.fault(kept.Version, "%s", what) })
	return len(r.faults) == before
}

// row checks that the row is the record of the replayed game.
func (r *replay) row() {
	kept, want := &r.kept.Record, r.game.Record()
	if kept.Version != want.Version {
		r.fault(0, "version is %d, and the log ends with %d", kept.Version, want.Version)
		return
	}
	want.ID = kept.ID
	if r.next != nil {
		want.Next = kept.Next
	}
	if want.Exhibit.Number > 0 && want.Status != game.Over {
		want.Exhibit.Due = kept.Exhibit.Due // the pace of an exhibit is not in its log
	}
	r.compare(kept, &want)
	if deadline := r.game.Deadline(); !deadline.Equal(r.kept.Deadline) {
		r.fault(0, "deadline is %s, want %s", text(r.kept.Deadline), text(deadline))
	}
	if r.next != nil {
		r.rematch()
	}
}

// lastEvent checks the row against the last event, in the fields that the event has.
func (r *replay) lastEvent(last *game.Event) {
	want := r.kept.Record.AsOf(*last)
	want.Repetitions = r.kept.Record.Repetitions
	r.compare(&r.kept.Record, &want)
}

func (r *replay) compare(kept, want *game.Record) {
	differences("", kept, want, func(what string) { r.fault(0, "%s", what) })
}

// rematch checks that the game that the rematch began exists.
func (r *replay) rematch() {
	if r.kept.Next == nil {
		r.fault(0, "the rematch %s is not there", r.kept.Record.Next)
		return
	}
	want := Rematch(r.next.Game.Record())
	differences("the rematch's ", r.kept.Next, &want, func(what string) { r.fault(0, "%s", what) })
}

// Rematch returns the fields of a rematch's row that follow from the game before it:
// the seats, the start position, the time control, the delay, and the time of
// creation.
func Rematch(next game.Record) game.Record {
	return game.Record{
		White: game.Player{ID: next.White.ID}, Black: game.Player{ID: next.Black.ID}, StartFEN: next.StartFEN,
		Clock: game.Clock{Control: next.Clock.Control}, Delay: next.Delay, CreatedAt: next.CreatedAt,
	}
}
