// Package audit proves that what is kept of a game agrees: its log, its row and
// the rules.
//
// # The proof
//
// The proof is a replay. The game is set up again as its first event says, and
// each later event is made again by the method of [game.Game] that made it then,
// at the same time. What comes out must be what is kept, in every field: version,
// time, move, SAN, FEN, check, both clocks and lag accounts to the millisecond, the
// open offer, the draw that can be claimed, status, result and reason. At the end
// the row must be the record of the replayed game, with its deadline; and the game
// that a rematch began must be there, with the colors swapped.
//
// An imported game is read again from the movetext in its row and imported again.
//
// All of it is held to the rules of this version, whichever version kept it.
//
// # What is believed
//
// A few facts are in no event. The replay takes the value that explains the event,
// if there is one, and fails if there is none:
//
//   - how much of a move's time was lag: the lag account tells, and must sum up;
//   - when an outage began: the time that was given back tells. It began after
//     the event before, and gives no less than the least that a side then has;
//   - how long an opponent had been away when the game was claimed for it.
//
// Nothing contradicts a message with another text, a move of a game without a
// clock at another time between its neighbors, or a row with another player on a
// seat, unless a rematch follows; so these are not proved.
//
// Check is pure and may be called from many goroutines.
package audit

import (
	"fmt"
	"time"

	"kibitz/game"
	"kibitz/game/pgn"
)

// A Game is all that is kept of a game, read at one moment.
type Game struct {
	Record   game.Record  // its row
	Deadline time.Time    // of its row; zero if it has none
	Events   []game.Event // its log, in the order of the versions
	Next     *game.Record // the row of its rematch, as far as Rematch says; nil if there is none
}

// A Fault is something that is kept and cannot be.
type Fault struct {
	Version game.Version // of the event; 0 if it is about the row
	What    string
}

// String says where the fault is and what is wrong.
func (f Fault) String() string {
	if f.Version == 0 {
		return "row: " + f.What
	}
	return fmt.Sprintf("version %d: %s", f.Version, f.What)
}

// Check returns the faults of a game, none if all agrees. What follows the first
// event with a fault is not replayed, since nothing would fit; the row is compared
// with the last event all the same.
func Check(kept *Game) []Fault {
	r := replay{kept: kept}
	if r.log() {
		r.row()
	} else if n := len(kept.Events); n > 0 {
		r.lastEvent(&kept.Events[n-1])
	}
	return r.faults
}

// A replay makes a game again from what is kept of it.
type replay struct {
	kept   *Game
	game   *game.Game // as it came out so far; its id is one of its own
	next   *game.Begun
	plies  []game.Ply // that stand, as far as a takeback needs them
	score  *pgn.Game  // of an exhibit, as far as its log has come
	faults []Fault
}

func (r *replay) fault(v game.Version, format string, args ...any) {
	r.faults = append(r.faults, Fault{v, fmt.Sprintf(format, args...)})
}

// log replays the log and reports whether it was without a fault.
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

// numbered wants the versions to be 1, 2, 3 … without holes.
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

// same wants an event as it was made again and as it is kept to be the same.
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

// row wants the row to be the record of the replayed game.
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

// lastEvent wants the row to be as the last event says, as far as it does.
func (r *replay) lastEvent(last *game.Event) {
	want := r.kept.Record.AsOf(*last)
	want.Repetitions = r.kept.Record.Repetitions
	r.compare(&r.kept.Record, &want)
}

func (r *replay) compare(kept, want *game.Record) {
	differences("", kept, want, func(what string) { r.fault(0, "%s", what) })
}

// rematch wants the game that the rematch began to be there.
func (r *replay) rematch() {
	if r.kept.Next == nil {
		r.fault(0, "the rematch %s is not there", r.kept.Record.Next)
		return
	}
	want := Rematch(r.next.Game.Record())
	differences("the rematch's ", r.kept.Next, &want, func(what string) { r.fault(0, "%s", what) })
}

// Rematch is what the row of a game must have in common with the one that its
// rematch began: the seats, the start, the time control, the delay, and when.
func Rematch(next game.Record) game.Record {
	return game.Record{
		White: game.Player{ID: next.White.ID}, Black: game.Player{ID: next.Black.ID}, StartFEN: next.StartFEN,
		Clock: game.Clock{Control: next.Clock.Control}, Delay: next.Delay, CreatedAt: next.CreatedAt,
	}
}
