package game

import (
	"time"

	"kibitz/game/rules"
)

// Rematch offers the opponent another game with the colors swapped, once this one is
// over, or answers such an offer. An accepted rematch begins at once: the event
// names the next game, and Next returns it, to be stored together with the event.
func (g *Game) Rematch(by PlayerID, a Answer, at time.Time) (Event, error) {
	at = g.moment(at)
	color := g.record.ColorOf(by)
	switch {
	case color == "":
		return Event{}, ErrNotPlayer
	case g.record.Status != Over:
		return Event{}, ErrNotOver
	case g.record.White.ID == "" || g.record.Black.ID == "":
		return Event{}, ErrNobodyThere
	case g.record.Next != "":
		return Event{}, ErrRematched
	}
	switch a, err := g.answer(OfferRematch, color, a); {
	case err != nil:
		return Event{}, err
	case a == Decline:
		return g.decline(color, at), nil
	case a == Accept:
		return g.rematch(color, at)
	}
	return g.offer(OfferRematch, color, at), nil
}

func (g *Game) rematch(by rules.Color, at time.Time) (Event, error) {
	r := &g.record
	setup := Setup{Creator: r.Black, Color: string(rules.White), FEN: r.StartFEN, Control: r.Clock.Control, Delay: r.Delay}
	next, created, err := New(setup, at)
	if err != nil {
		return Event{}, err
	}
	joined, err := next.Join(r.White, at)
	if err != nil {
		return Event{}, err
	}
	g.next = &Begun{Game: next, Events: []Event{created, joined}}
	r.Next, r.Offering.Open = next.record.ID, Offer{}
	return g.happened(Rematched, by, at), nil
}

// Begun is a new game with its events so far.
type Begun struct {
	Game   *Game
	Events []Event
}

// Next returns the game that an accepted rematch has begun, if any since g was
// loaded. Store it together with g, or not at all.
func (g *Game) Next() (Begun, bool) {
	if g.next == nil {
		return Begun{}, false
	}
	return *g.next, true
}
