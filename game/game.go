package game

import (
	"fmt"
	"time"

	"kibitz/game/rules"
)

// ID identifies a game permanently: 8 letters and digits, public.
type ID string

// ValidID reports whether s could be a game's id.
func ValidID(s string) bool {
	if len(s) != 8 {
		return false
	}
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}

// Version is the number of a game's last event: from 1, without gaps.
type Version int64

// A Game knows the rules, not where it is stored. It changes only through its
// methods; each returns the event that happened, or an error and no change. A Game
// belongs to one goroutine.
type Game struct {
	record   Record
	position rules.Position
	next     *Begun // by an accepted rematch
}

// A Record is a game as it is stored: plain values, enough to continue the game
// without replaying a move.
type Record struct {
	ID           ID
	Version      Version
	Status       Status
	Result       rules.Result
	Reason       Reason
	White, Black Player // zero while the seat is open
	StartFEN     string
	FEN          string
	Ply          int     // half-moves played
	MovedAt      Version // of the last change of position; 0 before the first
	Repetitions  rules.Repetitions
	Clock        Clock // the zero Clock if the game has none
	Offering     Offering
	Next         ID            // of the rematch, once it is accepted
	Delay        time.Duration // how far spectators are behind, until the game is over
	Seek         bool          // open to anyone in the lobby, while its creator is there
	SignAt       time.Time     // last sign of life of a seek's creator
	Source       *Source       // of an imported game or an exhibit; nil for a game played here
	Exhibit      Exhibit       // zero for a game that is not an exhibit
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// Load restores a game from its record.
func Load(r Record) (*Game, error) {
	position, err := rules.KeptFEN(r.FEN)
	if err != nil {
		return nil, fmt.Errorf("loading game %s: %w", r.ID, err)
	}
	return &Game{record: r, position: position}, nil
}

// Record returns what to store.
func (g *Game) Record() Record { return g.record }

// ColorOf returns the seat that the player holds, nobody's for a spectator.
func (r *Record) ColorOf(p PlayerID) rules.Color {
	switch {
	case p == "":
		return ""
	case p == r.White.ID:
		return rules.White
	case p == r.Black.ID:
		return rules.Black
	}
	return ""
}

func (g *Game) seat(c rules.Color, p Player) {
	if c == rules.White {
		g.record.White = p
	} else {
		g.record.Black = p
	}
}

// Join gives the open seat to p and starts the game. If the seat has been open for
// too long, the game is aborted instead, and the event says so.
func (g *Game) Join(p Player, at time.Time) (Event, error) {
	if err := g.record.joinable(); err != nil {
		return Event{}, err
	}
	if g.record.ColorOf(p.ID) != "" {
		return Event{}, ErrOwnGame
	}
	at = g.moment(at)
	if e, late := g.expired(at); late {
		return e, nil
	}
	color := rules.White
	if g.record.White.ID != "" {
		color = rules.Black
	}
	g.start(color, p, at)
	return g.happened(Joined, color, at), nil
}

// joinable returns why no seat can be taken; nil if one can.
func (r *Record) joinable() error {
	switch alone := !r.White.Seated() || !r.Black.Seated(); {
	case r.Status == Over && r.Seek && alone:
		return ErrWithdrawn
	case r.Status == Over:
		return ErrOver
	case r.Status == Playing:
		return ErrSeatTaken
	}
	return nil
}

// Play makes a move for by. seen is the version that the player acted on, 0 if
// unknown. If the position has changed since, the error is ErrStale, whatever else
// is wrong with the move, since it may be a retry of a move already played (Service
// checks). A move that arrives after the flag has fallen is not played; the event is
// the fall of the flag.
func (g *Game) Play(by PlayerID, move string, seen Version, t Timing, at time.Time) (Event, error) {
	color := g.record.ColorOf(by)
	switch {
	case color == "":
		return Event{}, ErrNotPlayer
	case seen < 0:
		return Event{}, ErrBadCursor
	case seen > g.record.Version:
		return Event{}, ErrAhead
	case seen > 0 && seen < g.record.MovedAt:
		return Event{}, ErrStale
	}
	if err := g.playing(); err != nil {
		return Event{}, err
	}
	if color != g.position.Turn() {
		return Event{}, ErrNotYourTurn
	}
	at = g.moment(at)
	if e, late := g.expired(at); late {
		return e, nil
	}
	if !g.record.Clock.inTime(t, at) {
		return g.flagFalls(at), nil
	}
	next, played, err := g.position.Move(move)
	if err != nil {
		return Event{}, err
	}
	g.moveTo(next, t, at)
	if result, reason := next.Outcome(g.record.Repetitions); reason != "" {
		g.end(result, Reason(reason), at)
	} else if g.record.Ply >= rules.MaxPlies {
		g.end(rules.Drawn, TooLong, at)
	}
	e := g.happened(Moved, color, at)
	e.UCI, e.SAN, e.Seen = played.UCI, played.SAN, seen
	return e, nil
}

// moveTo puts a new position on the board and gives the turn to the other side.
func (g *Game) moveTo(next rules.Position, t Timing, at time.Time) {
	r := &g.record
	g.lapse(g.position.Turn())
	g.position = next
	r.FEN = next.FEN()
	r.Ply++
	r.MovedAt = r.Version + 1
	r.Repetitions = r.Repetitions.After(next)
	r.Clock.press(t, at)
	r.Clock.begin(next.Turn(), at, r.Ply >= freePlies)
}

// freePlies are the first moves of both sides, which cost no time; until they
// are made the game can be aborted, and after that resigned.
const freePlies = 2

// playing returns why the game is not being played; nil if it is.
func (g *Game) playing() error {
	switch g.record.Status {
	case Open:
		return ErrNotStarted
	case Over:
		return ErrOver
	}
	return nil
}

func (g *Game) end(result rules.Result, reason Reason, at time.Time) {
	g.record.end(result, reason, at)
}

func (r *Record) end(result rules.Result, reason Reason, at time.Time) {
	r.Status, r.Result, r.Reason = Over, result, reason
	r.Clock.stop(at)
	r.Offering.Open = Offer{}
}

// happened makes a numbered event of what has just been done to the game.
func (g *Game) happened(kind Kind, by rules.Color, at time.Time) Event {
	e := g.record.happened(kind, by, g.moment(at))
	e.Check, e.Claim = g.position.Check(), g.claimable(g.position.Turn())
	return e
}

// happened makes a numbered event of what was done to a game at a moment. It leaves
// out what depends on the position: check, and the draw that can be claimed.
func (r *Record) happened(kind Kind, by rules.Color, at time.Time) Event {
	r.Version++
	r.UpdatedAt = at
	return Event{
		Game: r.ID, Version: r.Version, At: at, Kind: kind, By: by, Ply: r.Ply, FEN: r.FEN,
		Status: r.Status, Result: r.Result, Reason: r.Reason,
		Clock: r.Clock, Offer: r.Offering.Open, Next: r.Next,
	}
}

// moment returns the time of an event that happens at a time by this server's clock.
// Servers' clocks differ, so it is never before the last event.
func (g *Game) moment(at time.Time) time.Time {
	if at = stamp(at); at.Before(g.record.UpdatedAt) {
		return g.record.UpdatedAt
	}
	return at
}

// stamp truncates a time to the precision of the log and the wire, so that an event
// is the same before and after it is stored.
func stamp(at time.Time) time.Time { return at.UTC().Truncate(time.Millisecond) }
