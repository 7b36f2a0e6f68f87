package audit

import (
	"errors"
	"fmt"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
)

// begin sets up the game again and returns its first events: one, or all up to
// the end of an imported game.
func (r *replay) begin() ([]game.Event, error) {
	record, first := &r.kept.Record, &r.kept.Events[0]
	start, err := rules.ParseFEN(record.StartFEN)
	if err != nil {
		return nil, err
	}
	if start.FEN() != record.StartFEN {
		return nil, fmt.Errorf("the start position is written %s", start.FEN())
	}
	switch {
	case record.Exhibit.Number > 0 && record.Source == nil:
		return nil, errors.New("an exhibit needs a source")
	case record.Exhibit.Number > 0:
		return r.exhibited(first.At)
	case record.Source != nil:
		return r.imported(start)
	}
	return r.created()
}

// created makes a game that was played here again with game.New.
func (r *replay) created() ([]game.Event, error) {
	record, first := &r.kept.Record, &r.kept.Events[0]
	creator := r.seat(first.By)
	if creator.ID == "" {
		return nil, fmt.Errorf("nobody sits where its creator does (%s)", first.By)
	}
	setup := game.Setup{
		Creator: creator, Color: string(first.By), FEN: record.StartFEN,
		Control: first.Clock.Control, Delay: record.Delay, Seek: record.Seek,
	}
	if first.Status == game.Playing { // a computer took the other seat right away
		if setup.Level = r.seat(first.By.Other()).ID.ComputerLevel(); setup.Level == 0 {
			return nil, errors.New("only a computer sits down at once")
		}
	}
	g, e, err := game.New(setup, first.At)
	if err != nil {
		return nil, err
	}
	r.game = g
	if record.Seek { // signs of life are in no event
		signed := g.Record()
		if signed.SignAt = record.SignAt; signed.SignAt.Before(first.At) {
			return nil, errors.New("the last sign of life is before it was created")
		}
		r.game, err = game.Load(signed)
	}
	return []game.Event{e}, err
}

// seat returns the player of a side; the zero Player for no side.
func (r *replay) seat(c rules.Color) game.Player {
	switch c {
	case rules.White:
		return r.kept.Record.White
	case rules.Black:
		return r.kept.Record.Black
	}
	return game.Player{}
}

// again makes an event again; before is the event before it.
func (r *replay) again(e, before *game.Event) (game.Event, error) {
	g, by := r.game, r.seat(e.By)
	if r.score != nil && e.Kind != game.Said {
		r.score.Result = e.Result
		return g.Relay(r.score, e.At, e.At)
	}
	switch e.Kind {
	case game.Joined:
		return g.Join(by, e.At)
	case game.Moved:
		return g.Play(by.ID, e.UCI, e.Seen, timing(e, before), e.At)
	case game.Resigned:
		return g.Resign(by.ID, e.At)
	case game.Aborted:
		if e.By != "" {
			return g.Abort(by.ID, e.At)
		}
		return g.Expire(e.At)
	case game.FlagFell:
		// A flag falls before its grace is over if a move comes too late. It does
		// not matter which move, so none is named.
		return g.Play(by.ID, "", 0, game.Timing{}, e.At)
	case game.TimeGiven:
		if e.By != "" {
			return g.GiveTime(by.ID, e.Seen, before.Version, e.At)
		}
		return g.Outage(outage(e, before), e.At)
	case game.Claimed:
		if e.Reason == game.Abandoned {
			return g.ClaimGone(by.ID, e.Result != rules.Drawn, e.At.Add(-longAway), e.At)
		}
		return g.Claim(by.ID, e.At)
	case game.Said:
		speaker := game.Player{ID: by.ID, Name: e.Message.From}
		if e.By == "" {
			speaker.ID = "spectator" // who that was is not kept
		}
		return g.Say(speaker, e.Message.Room, e.Message.Text, e.At)
	}
	return r.talk(e, by.ID, before.Offer.Kind)
}

// longAway is longer than any absence needed to claim a game.
const longAway = time.Hour

// talk makes an event about an offer again; open is the kind of the open offer.
func (r *replay) talk(e *game.Event, by game.PlayerID, open game.OfferKind) (game.Event, error) {
	switch e.Kind {
	case game.Offered:
		return r.answer(e.Offer.Kind, by, game.Propose, e.At)
	case game.Declined:
		return r.answer(open, by, game.Decline, e.At)
	case game.DrawAgreed:
		return r.answer(game.OfferDraw, by, game.Accept, e.At)
	case game.TakenBack:
		return r.answer(game.OfferTakeback, by, game.Accept, e.At)
	case game.Rematched:
		made, err := r.answer(game.OfferRematch, by, game.Accept, e.At)
		if next, ok := r.game.Next(); ok {
			r.next = &next
		}
		return made, err
	}
	return game.Event{}, errors.New("there is no such kind of event")
}

func (r *replay) answer(kind game.OfferKind, by game.PlayerID, a game.Answer, at time.Time) (game.Event, error) {
	switch kind {
	case game.OfferDraw:
		return r.game.Draw(by, a, at)
	case game.OfferTakeback:
		record := r.game.Record()
		stands := game.Snapshot{Event: game.Event{Game: record.ID, Version: record.Version}, StartFEN: record.StartFEN, Plies: r.plies}
		return r.game.Takeback(by, a, stands, at)
	case game.OfferRematch:
		return r.game.Rematch(by, a, at)
	}
	return game.Event{}, fmt.Errorf("there is no offer %q", kind)
}

// timing returns a timing that explains a move's lag account: how much of its time
// was lag.
func timing(e, before *game.Event) game.Timing {
	if before.Clock.Running == "" {
		return game.Timing{} // it cost no time
	}
	lag := side(&e.Clock, e.By).Lag.Last
	return game.Timing{Spent: e.At.Sub(before.Clock.Since) - lag, Told: true, RoundTrip: lag}
}

// outage returns a start of the outage that explains the time given back. The real
// start was later if the side to move got the guaranteed minimum, which has the same
// effect.
func outage(e, before *game.Event) (from time.Time) {
	running := before.Clock.Running
	if running == "" {
		return before.At
	}
	return e.At.Add(side(&before.Clock, running).Left - side(&e.Clock, running).Left)
}

func side(c *game.Clock, of rules.Color) *game.ClockSide {
	if of == rules.White {
		return &c.White
	}
	return &c.Black
}
