package store

import (
	"context"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"kibitz/game"
)

// eventColumns are shared by everything that reads or writes events.
var (
	eventColumns = columnsOf[eventRow]()
	insertEvent  = eventColumns.insert("events")
	selectFrom   = "select " + eventColumns.String() + " from events "
)

var (
	// The moves, and the newest messages.
	selectMoves = selectFrom + `where game_id = $1 and version <= $2 and (kind in ('move', 'takeback')
	or version in (select version from events where game_id = $1 and version <= $2 and kind = 'chat' order by version desc limit 50))
	order by version`
	selectEvents = selectFrom + `where game_id = $1 and version > $2 order by version limit $3`
	selectTail   = selectFrom + `where game_id = $1 and version > $2 order by version desc limit $3`
)

// EventsSince returns the first events after a version, in order, at most
// game.MaxBehind.
func (s *Store) EventsSince(ctx context.Context, id game.ID, after game.Version) ([]game.Event, error) {
	return s.events(ctx, selectEvents, id, after)
}

// Tail returns the newest events after a version, in order, at most
// game.MaxBehind.
func (s *Store) Tail(ctx context.Context, id game.ID, after game.Version) ([]game.Event, error) {
	events, err := s.events(ctx, selectTail, id, after)
	slices.Reverse(events)
	return events, err
}

func (s *Store) events(ctx context.Context, sql string, id game.ID, after game.Version) ([]game.Event, error) {
	tried := fmt.Sprintf("reading the events of game %s after %d", id, after)
	events, err := readEvents(ctx, s.reads, sql, id, after, game.MaxBehind)
	if err == nil && len(events) == 0 {
		_, err = readHead(ctx, s.reads, id) // none, or no such game?
	}
	return events, explain(tried, err)
}

func readEvents(ctx context.Context, q queryer, sql string, args ...any) ([]game.Event, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (game.Event, error) {
		kept, err := pgx.RowToStructByName[eventRow](row)
		return kept.event(), err
	})
}

// copyEvents stores many events with COPY, which is fastest.
func copyEvents(ctx context.Context, tx pgx.Tx, events []game.Event) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"events"}, eventColumns, pgx.CopyFromSlice(len(events), func(i int) ([]any, error) {
		return valuesOf(rowOf(&events[i])), nil
	}))
	return err
}
