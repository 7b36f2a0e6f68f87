package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kibitz/game"
)

const insertGame = `
insert into games (id, version, status, result, reason, white_id, black_id,
	start_fen, fen, ply, moved_at, repetitions, created_at, updated_at)
values (@id, @version, @status, @result, @reason, nullif(@white_id, ''), nullif(@black_id, ''),
	@start_fen, @fen, @ply, @moved_at, @repetitions, @created_at, @updated_at)`

const updateGame = `
update games
set version = @version, status = @status, result = @result, reason = @reason,
	white_id = nullif(@white_id, ''), black_id = nullif(@black_id, ''),
	fen = @fen, ply = @ply, moved_at = @moved_at, repetitions = @repetitions, updated_at = @updated_at
where id = @id`

const selectGame = `
select g.id, g.version, g.status, g.result, g.reason,
	coalesce(g.white_id, '') as white_id, coalesce(w.name, '') as white_name,
	coalesce(g.black_id, '') as black_id, coalesce(b.name, '') as black_name,
	g.start_fen, g.fen, g.ply, g.moved_at, g.repetitions, g.created_at, g.updated_at
from games g
left join players w on w.id = g.white_id
left join players b on b.id = g.black_id
where g.id = $1`

// A change waits here for those before it: the row's lock is what gives the
// versions of a game no holes.
const lockGame = selectGame + ` for update of g`

// Create keeps a new game and its first event.
func (s *Store) Create(ctx context.Context, g *game.Game, created game.Event) error {
	return explain("creating a game", pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		return keep(ctx, tx, insertGame, g, created)
	}))
}

// Change gives f the game, alone among all servers, and keeps the event that f
// returns together with the game, or nothing if f fails.
func (s *Store) Change(ctx context.Context, id game.ID, f func(*game.Game) (game.Event, error)) (game.Event, error) {
	var event game.Event
	var refused error // f's own error is the caller's business: it passes as it is
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		record, err := readGame(ctx, tx, lockGame, id)
		if err != nil {
			return err
		}
		g, err := game.Load(record)
		if err != nil {
			return err
		}
		if event, refused = f(g); refused != nil {
			return refused
		}
		return keep(ctx, tx, updateGame, g, event)
	})
	switch {
	case refused != nil:
		return game.Event{}, refused
	case err != nil:
		return game.Event{}, explain("changing game "+string(id), err)
	}
	return event, nil
}

// Snapshot reads a game as it stands. The log only grows, so the game's row and
// then the events up to its version agree without a transaction.
func (s *Store) Snapshot(ctx context.Context, id game.ID) (game.Snapshot, error) {
	record, err := readGame(ctx, s.pool, selectGame, id)
	if err != nil {
		return game.Snapshot{}, explain("reading game "+string(id), err)
	}
	moves, err := readEvents(ctx, s.pool, selectMoves, id, record.Version)
	if err != nil {
		return game.Snapshot{}, explain("reading the moves of game "+string(id), err)
	}
	return game.NewSnapshot(record, moves), nil
}

// keep writes a game and its event in one round trip.
func keep(ctx context.Context, tx pgx.Tx, write string, g *game.Game, e game.Event) error {
	record := g.Record()
	if e.Version != record.Version || e.Game != record.ID {
		return fmt.Errorf("event %d of game %s is not what game %s has come to", e.Version, e.Game, record.ID)
	}
	batch := new(pgx.Batch)
	batch.Queue(write, gameArgs(record))
	batch.Queue(insertEvent, eventArgs(e))
	return tx.SendBatch(ctx, batch).Close()
}

// queryer is a pool or a transaction.
type queryer interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func readGame(ctx context.Context, q queryer, sql string, id game.ID) (game.Record, error) {
	rows, err := q.Query(ctx, sql, id)
	if err != nil {
		return game.Record{}, err
	}
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[gameRow])
	if err != nil {
		return game.Record{}, err
	}
	return row.record(), nil
}
