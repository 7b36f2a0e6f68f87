package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kibitz/game"
)

// Import stores finished games or exhibits with all their events in one transaction.
// It uses COPY for the events, because a file may hold tens of thousands.
func (s *Store) Import(ctx context.Context, games []game.Begun) error {
	rows := new(pgx.Batch)
	var events []game.Event
	for _, b := range games {
		record := b.Game.Record()
		if n := len(b.Events); record.Version != game.Version(n) {
			return fmt.Errorf("importing game %s: %d events for version %d", record.ID, n, record.Version)
		}
		rows.Queue(insertGame, gameArgs(b.Game))
		events = append(events, b.Events...)
	}
	done, err := s.imports.take(ctx, "")
	if err != nil {
		return explain("importing games", err)
	}
	defer done()
	err = pgx.BeginFunc(ctx, s.changes, func(tx pgx.Tx) error {
		if err := tx.SendBatch(ctx, rows).Close(); err != nil {
			return err
		}
		return copyEvents(ctx, tx, events)
	})
	return explain("importing games", shown(err))
}
