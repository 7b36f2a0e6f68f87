package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kibitz/game"
)

// eventsInOrder are the columns of an event, as eventValues has them.
var eventsInOrder = []string{
	"game_id", "version", "at", "kind", "color", "seen", "ply", "uci", "san", "fen", "checked",
	"status", "result", "reason", "clock", "offer", "claim", "next_id", "chat",
}

// Import keeps games that are over already, or exhibits, with all their events, in one
// transaction. The events go as a copy: a file may hold tens of thousands.
func (s *Store) Import(ctx context.Context, games []game.Begun) error {
	rows := new(pgx.Batch)
	var events [][]any
	for _, b := range games {
		record := b.Game.Record()
		if n := len(b.Events); record.Version != game.Version(n) {
			return fmt.Errorf("importing game %s: %d events for version %d", record.ID, n, record.Version)
		}
		rows.Queue(insertGame, gameArgs(b.Game))
		for _, e := range b.Events {
			events = append(events, eventValues(e))
		}
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
		_, err := tx.CopyFrom(ctx, pgx.Identifier{"events"}, eventsInOrder, pgx.CopyFromRows(events))
		return err
	})
	return explain("importing games", shown(err))
}

func eventValues(e game.Event) []any {
	args := eventArgs(e)
	if e.Next == "" {
		args["next_id"] = nil // as nullif has it in an insert
	}
	values := make([]any, len(eventsInOrder))
	for i, column := range eventsInOrder {
		values[i] = args[column]
	}
	return values
}
