package game

import (
	"time"

	"kibitz/game/rules"
)

// OfferKind says what is offered.
type OfferKind string

// What a player can offer the opponent.
const (
	OfferDraw     OfferKind = "draw"
	OfferTakeback OfferKind = "takeback"
	OfferRematch  OfferKind = "rematch"
)

// An Offer waits for the opponent's answer; the zero Offer is none. There is one at
// a time: a new one, by either side, replaces the last. It lapses at the opponent's
// next move. A takeback offer also lapses at one's own next move, which it was not
// about.
type Offer struct {
	Kind OfferKind
	By   rules.Color
}

// Offering is what a game remembers about the offers made in it.
type Offering struct {
	Open         Offer
	White, Black Offers
}

// Offers is what is remembered about one side's offers.
type Offers struct {
	DrawPly          int       // of the last draw offer, 0 if none
	TakebackDeclines int       // by the opponent, in a row
	TakebackFrom     time.Time // earliest time of the next takeback offer
}

func (o *Offering) side(c rules.Color) *Offers {
	if c == rules.White {
		return &o.White
	}
	return &o.Black
}

const (
	// A draw may be offered from this ply on, and again after this many plies.
	firstDrawOffer = 2
	drawOfferPause = 20
	// After n declined takebacks in a row, the next one waits 10·n² s.
	takebackPause = 10 * time.Second
)

// Answer is what a player says to an offer.
type Answer string

// The answers. An offer that meets the same offer from the other side accepts
// it.
const (
	Propose Answer = "offer"
	Accept  Answer = "accept"
	Decline Answer = "decline"
)

// Draw offers a draw, or answers the opponent's offer. An offer by the side to move
// while a draw can be claimed is a claim.
func (g *Game) Draw(by PlayerID, a Answer, at time.Time) (Event, error) {
	at = g.moment(at)
	color, err := g.player(by)
	if err != nil {
		return Event{}, err
	}
	if e, late := g.expired(at); late {
		return e, nil
	}
	switch a, err = g.answer(OfferDraw, color, a); {
	case err != nil:
		return Event{}, err
	case a == Decline:
		return g.decline(color, at), nil
	case a == Accept:
		g.end(rules.Drawn, Agreement, at)
		return g.happened(DrawAgreed, color, at), nil
	}
	if e, due := g.claim(color, at); due {
		return e, nil
	}
	last := &g.record.Offering.side(color).DrawPly
	if g.record.Ply < firstDrawOffer || (*last > 0 && g.record.Ply < *last+drawOfferPause) {
		return Event{}, ErrTooSoon
	}
	*last = g.record.Ply
	return g.offer(OfferDraw, color, at), nil
}

// Claim ends the game as a draw, for the side to move, by threefold repetition
// or fifty moves.
func (g *Game) Claim(by PlayerID, at time.Time) (Event, error) {
	at = g.moment(at)
	color, err := g.player(by)
	if err != nil {
		return Event{}, err
	}
	if e, late := g.expired(at); late {
		return e, nil
	}
	if e, due := g.claim(color, at); due {
		return e, nil
	}
	return Event{}, ErrNothingToClaim
}

// claim ends the game if a side can claim a draw, and reports whether it can.
func (g *Game) claim(color rules.Color, at time.Time) (Event, bool) {
	reason := g.claimable(color)
	if reason == "" {
		return Event{}, false
	}
	g.end(rules.Drawn, reason, at)
	return g.happened(Claimed, color, at), true
}

// claimable returns the draw that a side can claim now, none if there is none.
func (g *Game) claimable(color rules.Color) Reason {
	if g.record.Status != Playing || color != g.position.Turn() {
		return ""
	}
	return Reason(g.position.Claim(g.record.Repetitions))
}

// answer returns the effect of an answer about a kind of offer. Proposing what the
// opponent already proposes is Accept. Accept and Decline need an open offer of the
// opponent.
func (g *Game) answer(kind OfferKind, by rules.Color, a Answer) (Answer, error) {
	open := g.record.Offering.Open
	theirs := open == Offer{kind, by.Other()}
	switch {
	case a != Propose && a != Accept && a != Decline:
		return "", ErrBadAnswer
	case a != Propose && !theirs:
		return "", ErrNothingOffered
	case a == Propose && theirs:
		return Accept, nil
	case a == Propose && open == Offer{kind, by}:
		return "", ErrOfferedAlready
	}
	return a, nil
}

func (g *Game) offer(kind OfferKind, by rules.Color, at time.Time) Event {
	g.record.Offering.Open = Offer{kind, by}
	return g.happened(Offered, by, at)
}

// decline turns down the open offer, which is the opponent's.
func (g *Game) decline(by rules.Color, at time.Time) Event {
	offering := &g.record.Offering
	if offering.Open.Kind == OfferTakeback {
		asker := offering.side(by.Other())
		asker.TakebackDeclines++
		n := time.Duration(asker.TakebackDeclines)
		asker.TakebackFrom = at.Add(takebackPause * n * n)
	}
	offering.Open = Offer{}
	return g.happened(Declined, by, at)
}

// lapse drops an offer that lapses with a move of this side.
func (g *Game) lapse(mover rules.Color) {
	if o := &g.record.Offering.Open; o.By == mover.Other() || o.Kind == OfferTakeback {
		*o = Offer{}
	}
}

// player returns the color of somebody who takes part in a running game.
func (g *Game) player(by PlayerID) (rules.Color, error) {
	color := g.record.ColorOf(by)
	if color == "" {
		return "", ErrNotPlayer
	}
	return color, g.playing()
}
