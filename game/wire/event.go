package wire

import (
	"encoding/json"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
)

// An Event is an event on its way to readers, with its encodings. It may be used
// from many goroutines.
type Event struct {
	game.Event
	// Announced is when this server learned of the event, right after the commit if
	// it happened here; zero for one that was read from the log.
	Announced time.Time
	// Aside numbers the messages outside the log, such as presence, in ascending
	// order; 0 for an event.
	Aside int64

	forSpectators, forPlayers Encoding
}

// NewEvent wraps an event that has been stored.
func NewEvent(kept game.Event) *Event {
	e := &Event{Event: kept}
	e.forSpectators.encode = func() ([]byte, error) { return EventJSON(&e.Event, "") }
	e.forPlayers.encode = func() ([]byte, error) { return EventJSON(&e.Event, rules.White) }
	return e
}

// For returns the encoding for a reader with seat you; a spectator's is the zero
// Color.
func (e *Event) For(you rules.Color) *Encoding {
	if you == "" {
		return &e.forSpectators
	}
	return &e.forPlayers
}

// EventJSON returns the bytes of an event for a reader with seat you. Both players
// get the same: what spectators get, and the legal moves.
func EventJSON(e *game.Event, you rules.Color) ([]byte, error) {
	if you == "" {
		return json.Marshal(eventOf(e, you))
	}
	return json.Marshal(struct {
		event
		Legal []string `json:"legal"`
	}{eventOf(e, you), e.Legal()})
}

// event is an event in the format of the protocol.
type event struct {
	Game    game.ID      `json:"game"`
	Version game.Version `json:"version"`
	At      int64        `json:"at"` // Unix milliseconds
	Kind    game.Kind    `json:"kind"`
	Ply     int          `json:"ply"`
	UCI     string       `json:"uci,omitempty"`
	SAN     string       `json:"san,omitempty"`
	FEN     string       `json:"fen"`
	Turn    rules.Color  `json:"turn"`
	Check   bool         `json:"check"`
	Status  game.Status  `json:"status"`
	Result  rules.Result `json:"result"`
	Reason  game.Reason  `json:"reason"`
	Offer   *offer       `json:"offer"` // always there; null while nothing is offered
	Clock   *clock       `json:"clock,omitempty"`
	Claim   game.Reason  `json:"claim,omitempty"`
	Next    game.ID      `json:"next,omitempty"`
	Chat    *message     `json:"chat,omitempty"`
	Opening *opening     `json:"opening,omitempty"` // of a move: the name of the position after it, if it has one
}

type offer struct {
	Kind game.OfferKind `json:"kind"`
	By   rules.Color    `json:"by"`
}

// opening is a named way to begin a game.
type opening struct {
	ECO  string `json:"eco"`
	Name string `json:"name"`
}

func eventOf(e *game.Event, you rules.Color) event {
	w := event{
		Game: e.Game, Version: e.Version, At: e.At.UnixMilli(), Kind: e.Kind, Ply: e.Ply, UCI: e.UCI, SAN: e.SAN,
		FEN: e.FEN, Turn: e.Turn(), Check: e.Check, Status: e.Status, Result: e.Result, Reason: e.Reason,
		Offer: orAbsent(offer(e.Offer)), Clock: clockOf(e), Claim: e.Claim, Next: e.Next,
		Chat: orAbsent(message(e.MessageFor(you))),
	}
	if e.Kind == game.Moved {
		w.Opening = orAbsent(opening(rules.OpeningAt(e.FEN)))
	}
	return w
}

// orAbsent returns nil for the zero value, so that it is null or omitted.
func orAbsent[T comparable](v T) *T {
	if v == *new(T) {
		return nil
	}
	return &v
}
