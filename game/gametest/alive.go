package gametest

import (
	"cmp"
	"context"
	"slices"
	"time"

	"kibitz/game"
	"kibitz/game/timekeeper"
)

// A lostTime is an outage that may not have been given back to all games yet.
type lostTime struct {
	timekeeper.Outage
	given bool
}

// Alive writes a heartbeat; see game.DueGames. The clock of this database is the one
// that SetClock sets, else time.Now.
func (gs *Games) Alive(ctx context.Context, by string, own func() time.Time) (life timekeeper.Life, err error) {
	err = gs.call(ctx, "Alive", func() error {
		gs.life.Lock()
		defer gs.life.Unlock()
		clock := time.Now()
		if gs.clock != nil {
			clock = gs.clock()
		}
		last := gs.heartbeat
		if last.At.IsZero() {
			last.At, last.Noted = clock, clock
		}
		next, lost := last.Next(by, own(), clock)
		if lost != nil {
			gs.outages = append(gs.outages, &lostTime{Outage: *lost})
			gs.keepSeeks(*lost)
		}
		gs.heartbeat = next
		life = timekeeper.Life{At: next.At, Company: last.By != by && last.By != "" && lost == nil}
		for _, o := range gs.outages {
			life.Resumed = o.Until
			if !o.given {
				life.Outages = append(life.Outages, o.Outage)
			}
		}
		return nil
	})
	return life, err
}

// SetClock makes the database's clock show what clock returns.
func (gs *Games) SetClock(clock func() time.Time) {
	gs.life.Lock()
	defer gs.life.Unlock()
	gs.clock = clock
}

// keepSeeks gives the creators of seeks time to come back.
func (gs *Games) keepSeeks(o timekeeper.Outage) {
	gs.mu.Lock()
	defer gs.mu.Unlock()
	for _, k := range gs.kept {
		if k.record.Status == game.Open && k.record.Seek && k.deadline.After(o.Since) {
			k.record.SignAt, k.deadline = o.Until, o.Until.Add(game.SeekFor)
		}
	}
}

// GiveBack gives an outage back to some of the games that are owed it; see
// game.DueGames.
func (gs *Games) GiveBack(ctx context.Context, o timekeeper.Outage, limit int) (given []game.Begun, err error) {
	err = gs.call(ctx, "GiveBack", func() error {
		for _, k := range gs.owed(o, limit) {
			select {
			case k.turn <- struct{}{}:
			case <-ctx.Done():
				return ctx.Err()
			}
			var g *game.Game
			e, err := gs.change(k, func(changed *game.Game) (game.Event, error) {
				g = changed
				return g.Outage(o.Since, o.Until)
			})
			<-k.turn
			if err == nil {
				given = append(given, game.Begun{Game: g, Events: []game.Event{e}})
			}
		}
		if len(given) == 0 {
			gs.life.Lock()
			defer gs.life.Unlock()
			for _, one := range gs.outages {
				one.given = one.given || one.Since.Equal(o.Since)
			}
		}
		return nil
	})
	return given, err
}

// owed returns games that are owed an outage, those with the least time first.
func (gs *Games) owed(o timekeeper.Outage, limit int) (owed []*kept) {
	gs.mu.Lock()
	defer gs.mu.Unlock()
	for _, k := range gs.kept {
		r := k.record
		from := o.Since
		if r.UpdatedAt.After(from) {
			from = r.UpdatedAt
		}
		if r.Status == game.Playing && r.Clock.Control.Clocked() && r.UpdatedAt.Before(o.Until) && from.Before(k.deadline) {
			owed = append(owed, k)
		}
	}
	slices.SortFunc(owed, func(a, b *kept) int {
		return cmp.Or(a.deadline.Compare(b.deadline), cmp.Compare(a.record.ID, b.record.ID))
	})
	return owed[:min(limit, len(owed))]
}
