package game

import (
	"encoding/json"
	"strings"
	"time"

	"kibitz/game/rules"
)

// Kind says what happened.
type Kind string

// The kinds of event that are kept. A snapshot is not kept: it stands for all
// events up to its version.
const (
	Created      Kind = "created"
	Joined       Kind = "joined"
	Moved        Kind = "move"
	Resigned     Kind = "resign"
	Abort        Kind = "abort"
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
	By      rules.Color // who did it, or whose flag fell; nobody's when the server did
	Seen    Version     // the version that a move answered, 0 if not told; kept, not sent

	UCI, SAN string // of a move

	Ply    int
	FEN    string
	Check  bool // the side to move is in check
	Status Status
	Result rules.Result
	Reason Reason
	Clock  Clock
	Offer  Offer  // that waits for an answer
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

// JSON returns the bytes that spectators get, on every transport the same.
func (e *Event) JSON() ([]byte, error) { return json.Marshal(e.wire(false)) }

// PlayerJSON returns the bytes that the two players get: with the legal moves.
func (e *Event) PlayerJSON() ([]byte, error) {
	return json.Marshal(struct {
		eventWire
		Legal []string `json:"legal"`
	}{e.wire(true), e.Legal()})
}

// eventWire is an event as the protocol has it.
type eventWire struct {
	Game    ID             `json:"game"`
	Version Version        `json:"version"`
	At      int64          `json:"at"` // Unix milliseconds
	Kind    Kind           `json:"kind"`
	Ply     int            `json:"ply"`
	UCI     string         `json:"uci,omitempty"`
	SAN     string         `json:"san,omitempty"`
	FEN     string         `json:"fen"`
	Turn    rules.Color    `json:"turn"`
	Check   bool           `json:"check"`
	Status  Status         `json:"status"`
	Result  rules.Result   `json:"result"`
	Reason  Reason         `json:"reason"`
	Offer   *Offer         `json:"offer"` // always there; null while nothing is offered
	Clock   *clockWire     `json:"clock,omitempty"`
	Claim   Reason         `json:"claim,omitempty"`
	Next    ID             `json:"next,omitempty"`
	Chat    *Message       `json:"chat,omitempty"`
	Opening *rules.Opening `json:"opening,omitempty"` // of a move: the name of the position after it, if it has one
}

// clockWire is a clock as the protocol has it, in milliseconds as of the
// event's time.
type clockWire struct {
	White   int64       `json:"white"`
	Black   int64       `json:"black"`
	Running rules.Color `json:"running"`
	First   int64       `json:"first,omitempty"` // for the first move of the side to move
	Lag     lagWire     `json:"lag"`
}

// lagWire is both sides' lag accounts.
type lagWire struct {
	White lagSideWire `json:"white"`
	Black lagSideWire `json:"black"`
}

type lagSideWire struct {
	Last  int64 `json:"last"`
	Given int64 `json:"given"`
	Quota int64 `json:"quota"`
}

func (l Lag) wire() lagSideWire {
	return lagSideWire{l.Last.Milliseconds(), l.Given.Milliseconds(), l.Quota.Milliseconds()}
}

func (c Clock) wire(at time.Time) *clockWire {
	if !c.Control.Clocked() {
		return nil
	}
	return &clockWire{
		White: c.Left(rules.White, at).Milliseconds(), Black: c.Left(rules.Black, at).Milliseconds(), Running: c.Running,
		Lag: lagWire{c.White.Lag.wire(), c.Black.Lag.wire()},
	}
}

// clockWire is the event's clock; nil if the game has none.
func (e *Event) clockWire() *clockWire {
	w := e.Clock.wire(e.At)
	if w != nil {
		w.First = e.FirstMove(e.At).Milliseconds()
	}
	return w
}

// ClockJSON returns the bytes of the clock alone, as they are in the event;
// "null" in a game without one.
func (e *Event) ClockJSON() ([]byte, error) { return json.Marshal(e.clockWire()) }

// FirstMove returns how long the side to move has at a time for its first move;
// 0 when that is made, or not asked for yet.
func (e *Event) FirstMove(at time.Time) time.Duration {
	c := e.Clock
	if e.Status != Playing || !c.Control.Clocked() || c.Running != "" {
		return 0
	}
	return max(0, c.Control.firstMove()-c.elapsed(at))
}

func (e *Event) wire(player bool) eventWire {
	w := eventWire{
		Game: e.Game, Version: e.Version, At: e.At.UnixMilli(), Kind: e.Kind, Ply: e.Ply, UCI: e.UCI, SAN: e.SAN,
		FEN: e.FEN, Turn: e.Turn(), Check: e.Check, Status: e.Status, Result: e.Result, Reason: e.Reason,
		Offer: e.Offer.wire(), Clock: e.clockWire(), Claim: e.Claim, Next: e.Next,
		Chat: e.Message.wire(player, e.Status),
	}
	if e.Kind == Moved {
		if o := rules.OpeningAt(e.FEN); o != (rules.Opening{}) {
			w.Opening = &o
		}
	}
	return w
}
