package store

import (
	"time"

	"kibitz/game"
	"kibitz/game/rules"
)

// offerRow is an open offer as stored.
type offerRow struct {
	Kind game.OfferKind `json:"kind"`
	By   rules.Color    `json:"by"`
}

// offeringRow is the record of a game's offers, as stored. The query for games that
// wait for a computer reads it.
type offeringRow struct {
	Open  offerRow  `json:"open,omitzero"`
	White offersRow `json:"white,omitzero"`
	Black offersRow `json:"black,omitzero"`
}

type offersRow struct {
	DrawPly          int       `json:"drawPly,omitempty"`
	TakebackDeclines int       `json:"takebackDeclines,omitempty"`
	TakebackFrom     time.Time `json:"takebackFrom,omitzero"`
}

func offeringOf(o game.Offering) offeringRow {
	return offeringRow{Open: offerRow(o.Open), White: offersRow(o.White), Black: offersRow(o.Black)}
}

func (r offeringRow) offering() game.Offering {
	return game.Offering{Open: game.Offer(r.Open), White: game.Offers(r.White), Black: game.Offers(r.Black)}
}
