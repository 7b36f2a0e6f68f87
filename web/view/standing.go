package view

import (
	"slices"
	"strings"
	"time"

	"kibitz/game"
)

// now describes the state of the game for this visitor as a list of words. A part of
// the page names in data-show the words for which it is shown. The script keeps the
// same words up to date (static/js/game/standing.js), so only the template says what
// shows when.
//
//	open     waits for an opponent
//	playing  both seats are taken
//	over     ended
//	early    can still be aborted
//	late     can be resigned
//	mine     the visitor is to move
//	theirs   a player's opponent is to move
//	timed    time can be given
//	first    a first move has to come in time
//
// and what can be offered, answered and claimed:
//
//	drawable takeable rematchable    the player may offer that
//	threefold fifty                  the player may claim that
//	asking                           something is offered
//	draw-mine draw-theirs …          it is a draw, a takeback or a rematch
//	next                             the rematch has begun
func (p GamePage) now() []string {
	s := p.Snapshot
	words := []string{string(s.Status)}
	if s.Status != game.Over && s.Ply < 2 {
		words = append(words, "early")
	}
	if s.Status == game.Playing {
		words = append(words, p.nowPlaying()...)
	}
	if p.You != "" {
		words = append(words, p.nowPossible()...)
	}
	if s.Offer.Kind != "" {
		words = append(words, "asking")
	}
	if s.Next != "" {
		words = append(words, "next")
	}
	return words
}

func (p GamePage) nowPlaying() (words []string) {
	s := p.Snapshot
	if s.Ply >= 2 {
		words = append(words, "late")
	}
	switch p.You {
	case "":
	case s.Turn():
		words = append(words, "mine")
	default:
		words = append(words, "theirs")
	}
	if p.clocked() {
		words = append(words, "timed")
	}
	if s.FirstMove(s.At) > 0 {
		words = append(words, "first")
	}
	return words
}

// nowPossible is what a player may offer, claim or answer, as far as the game's
// state tells. The state does not tell when something was offered before.
func (p GamePage) nowPossible() (words []string) {
	s := p.Snapshot
	mine := s.Turn() == p.You
	claim := mine && s.Claim != ""
	taken := 1 // plies that a takeback undoes
	if mine {
		taken = 2
	}
	if claim {
		words = append(words, string(s.Claim))
	}
	for _, offer := range []struct {
		kind     game.OfferKind
		word     string
		possible bool
	}{
		{game.OfferDraw, "drawable", s.Status == game.Playing && s.Ply >= 2 && !claim},
		{game.OfferTakeback, "takeable", s.Status == game.Playing && s.Ply >= taken},
		{game.OfferRematch, "rematchable", s.Status == game.Over && p.paired() && s.Next == ""},
	} {
		switch s.Offer {
		case game.Offer{Kind: offer.kind, By: p.You}:
			words = append(words, string(offer.kind)+"-mine")
		case game.Offer{Kind: offer.kind, By: p.You.Other()}:
			words = append(words, string(offer.kind)+"-theirs")
		default:
			if offer.possible {
				words = append(words, offer.word)
			}
		}
	}
	return words
}

// is reports whether one of the words, separated by spaces, holds now.
func (p GamePage) is(words string) bool {
	now := p.now()
	return slices.ContainsFunc(strings.Fields(words), func(w string) bool { return slices.Contains(now, w) })
}

// paired reports whether both seats are taken.
func (p GamePage) paired() bool { return p.open() == "" }

// offerText describes the open offer; "" if there is none.
func (p GamePage) offerText() string {
	o := p.Snapshot.Offer
	if o.Kind == "" {
		return ""
	}
	by := string(o.By)
	if o.By == p.You {
		by = "you"
	}
	return p.Say("offer." + string(o.Kind) + " " + by)
}

// offer is the open offer for the script: "draw white".
func (p GamePage) offer() string {
	if o := p.Snapshot.Offer; o.Kind != "" {
		return string(o.Kind) + " " + string(o.By)
	}
	return ""
}

// How long pages of players without scripts keep refreshing after the end of a game:
// the opponent may want a rematch.
const aftermath = 2 * time.Minute

// waits reports whether a visitor without scripts has something to wait for.
func (p GamePage) waits() bool {
	switch {
	case !p.live() || p.is("mine rematch-theirs next") || p.Talk.Error != "":
		return false
	case p.is("over asking"):
		return p.is("asking") || p.is("rematchable") && p.asOf().Sub(p.Snapshot.At) < aftermath
	}
	return true
}
