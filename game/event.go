package game

import (
	"math"
	"strings"
	"time"

	"kibitz/game/rules"
)

// Kind says what happened.
type Kind string

// The kinds of event that are stored. A snapshot is not stored: it stands for all
// events up to its version.
const (
	Created      Kind = "created"
	Joined       Kind = "joined"
	Moved        Kind = "move"
	Resigned     Kind = "resign"
	Aborted      Kind = "abort"
	FlagFell     Kind = "flag"
	TimeGiven    Kind = "time"
	Offered      Kind = "offer"
	Declined     Kind = "decline"
	DrawAgreed   Kind = "draw"
	Claimed      Kind = "claim"
	TakenBack    Kind = "takeback"
	Rematched    Kind = "rematch"
	Said         Kind = "chat"
	SnapshotKind Kind = "snapshot"
)

// An Event is one thing that happened in a game, with the state after it, so
// that a reader can draw from any event alone.
type Event struct {
	Game    ID
	Version Version
	At      time.Time // by the server's clock, to the millisecond
	Kind    Kind
	By      rules.Color // who did it, or whose flag fell; nobody's if it was the server
	Seen    Version     // the version that a move answered, 0 if not told; stored, not sent

	UCI, SAN string // of a move

	Ply    int
	FEN    string
	Check  bool // the side to move is in check
	Status Status
	Result rules.Result
	Reason Reason
	Clock  Clock
	Offer  Offer  // the one that awaits an answer
	Claim  Reason // the draw that the side to move can claim, none if there is none
	Next   ID     // of the rematch

	Message Message // that was said
}

// Turn returns the side to move.
func (e *Event) Turn() rules.Color {
	if _, rest, ok := strings.Cut(e.FEN, " "); ok && strings.HasPrefix(rest, "b") {
		return rules.Black
	}
	return rules.White
}

// Legal returns the legal moves of the side to move, in UCI; none when nobody
// may move.
func (e *Event) Legal() []string {
	if e.Status != Playing {
		return []string{}
	}
	p, err := rules.KeptFEN(e.FEN)
	if err != nil {
		return []string{}
	}
	return p.Legal()
}

// FirstMove returns how long the side to move has left for its first move at a time;
// 0 once that is made, or if it is not due yet.
func (e *Event) FirstMove(at time.Time) time.Duration {
	c := e.Clock
	if e.Status != Playing || !c.Control.Clocked() || c.Running != "" {
		return 0
	}
	return max(0, c.Control.firstMove()-c.elapsed(at))
}

// A Cursor is how far a reader has read in a game.
type Cursor struct {
	Game  ID
	After Version
	Delay time.Duration // by which the reader is kept behind; 0 for players
	Aside int64         // newest aside that the reader has had; NoAside for a reader who wants none
}

// NoAside is the Aside of a cursor whose reader wants the log only.
const NoAside int64 = math.MaxInt64
