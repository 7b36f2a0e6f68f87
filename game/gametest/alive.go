package gametest

import (
	"context"
	"slices"
	"time"

	"kibitz/game"
)

// Alive notes that a server was there at a time; see game.DueGames. The first
// call finds no outage.
func (gs *Games) Alive(ctx context.Context, by string, at time.Time, lost func(since time.Time) error) (company bool, err error) {
	err = gs.call(ctx, "Alive", func() error {
		gs.life.Lock()
		defer gs.life.Unlock()
		company = gs.aliveBy != by && gs.aliveBy != "" && at.Sub(gs.alive) <= game.OutageAfter
		if !gs.alive.IsZero() && at.Sub(gs.alive) > game.OutageAfter {
			if err := lost(gs.alive); err != nil {
				return err
			}
		}
		if at.After(gs.alive) {
			gs.alive = at
		}
		gs.aliveBy = by
		return nil
	})
	return company, err
}

// Clocked returns the games with a clock that are being played.
func (gs *Games) Clocked(ctx context.Context) (ids []game.ID, err error) {
	err = gs.call(ctx, "Clocked", func() error {
		gs.mu.Lock()
		defer gs.mu.Unlock()
		for id, k := range gs.kept {
			if k.record.Status == game.Playing && k.record.Clock.Control.Clocked() {
				ids = append(ids, id)
			}
		}
		slices.Sort(ids)
		return nil
	})
	return ids, err
}
