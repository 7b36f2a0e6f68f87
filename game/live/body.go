package live

import (
	"time"

	"kibitz/game"
	"kibitz/game/rules"
)

// Messages between servers have their own types, so that servers of two versions can
// share a bus even if the domain changes. A body with fields that a server does not
// know makes it read the log.

// eventBody is an event on the bus.
type eventBody struct {
	Game    game.ID
	Version game.Version
	At      time.Time
	Kind    game.Kind
	By      rules.Color
	Seen    game.Version

	UCI, SAN string

	Ply     int
	FEN     string
	Check   bool
	Status  game.Status
	Result  rules.Result
	Reason  game.Reason
	Clock   clockBody
	Offer   offerBody
	Claim   game.Reason
	Next    game.ID
	Message messageBody
}

// clockBody is a clock; durations are in nanoseconds.
type clockBody struct {
	Control      controlBody
	White, Black sideBody
	Running      rules.Color
	Since        time.Time
}

type controlBody struct{ Initial, Increment time.Duration }

type sideBody struct {
	Left time.Duration
	Lag  lagBody
}

type lagBody struct{ Last, Given, Quota time.Duration }

type offerBody struct {
	Kind game.OfferKind `json:"kind"`
	By   rules.Color    `json:"by"`
}

type messageBody struct {
	Room game.Room `json:"room"`
	From string    `json:"from,omitempty"`
	Text string    `json:"text,omitempty"`
}

// hereBody is who is at a game on the sender.
type hereBody struct {
	White, Black signBody
	Spectators   int
}

type signBody struct {
	There bool
	Left  time.Time
}

func bodyOf(e *game.Event) eventBody {
	return eventBody{
		Game: e.Game, Version: e.Version, At: e.At, Kind: e.Kind, By: e.By, Seen: e.Seen, UCI: e.UCI, SAN: e.SAN,
		Ply: e.Ply, FEN: e.FEN, Check: e.Check, Status: e.Status, Result: e.Result, Reason: e.Reason,
		Clock: clockBody{controlBody(e.Clock.Control), sideOf(e.Clock.White), sideOf(e.Clock.Black), e.Clock.Running, e.Clock.Since},
		Offer: offerBody(e.Offer), Claim: e.Claim, Next: e.Next, Message: messageBody(e.Message),
	}
}

func (b *eventBody) event() game.Event {
	c := &b.Clock
	return game.Event{
		Game: b.Game, Version: b.Version, At: b.At, Kind: b.Kind, By: b.By, Seen: b.Seen, UCI: b.UCI, SAN: b.SAN,
		Ply: b.Ply, FEN: b.FEN, Check: b.Check, Status: b.Status, Result: b.Result, Reason: b.Reason,
		Clock: game.Clock{
			Control: game.TimeControl(c.Control), White: c.White.side(), Black: c.Black.side(), Running: c.Running, Since: c.Since,
		},
		Offer: game.Offer(b.Offer), Claim: b.Claim, Next: b.Next, Message: game.Message(b.Message),
	}
}

func sideOf(s game.ClockSide) sideBody { return sideBody{s.Left, lagBody(s.Lag)} }

func (b sideBody) side() game.ClockSide { return game.ClockSide{Left: b.Left, Lag: game.Lag(b.Lag)} }

func hereOf(h game.Here) hereBody {
	return hereBody{signBody(h.White), signBody(h.Black), h.Spectators}
}

func (b hereBody) here() game.Here {
	return game.Here{White: game.Sign(b.White), Black: game.Sign(b.Black), Spectators: b.Spectators}
}
