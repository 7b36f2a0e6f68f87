package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"kibitz/game"
)

const insertGame = `
insert into games (id, version, status, result, reason, white_id, black_id,
	start_fen, fen, ply, moved_at, repetitions, clock, offering, next_id, deadline, created_at, updated_at,
	delay_s, seek, sign_at, source, exhibit, relay_at)
values (@id, @version, @status, @result, @reason, nullif(@white_id, ''), nullif(@black_id, ''),
	@start_fen, @fen, @ply, @moved_at, @repetitions, @clock, @offering, nullif(@next_id, ''), @deadline, @created_at, @updated_at,
	@delay_s, @seek, @sign_at, @source, @exhibit, @relay_at)`

const updateGame = `
update games
set version = @version, status = @status, result = @result, reason = @reason,
	white_id = nullif(@white_id, ''), black_id = nullif(@black_id, ''),
	fen = @fen, ply = @ply, moved_at = @moved_at, repetitions = @repetitions,
	clock = @clock, offering = @offering, next_id = nullif(@next_id, ''), deadline = @deadline, updated_at = @updated_at,
	relay_at = @relay_at
where id = @id`

const gameColumns = `
select g.id, g.version, g.status, g.result, g.reason,
	coalesce(g.white_id, '') as white_id, coalesce(w.name, '') as white_name,
	coalesce(g.black_id, '') as black_id, coalesce(b.name, '') as black_name,
	g.start_fen, g.fen, g.ply, g.moved_at, g.repetitions, g.clock, g.offering,
	coalesce(g.next_id, '') as next_id, g.created_at, g.updated_at,
	g.delay_s, g.seek, coalesce(g.sign_at, g.created_at) as sign_at, g.source,
	coalesce(g.exhibit, 0) as exhibit, coalesce(g.relay_at, g.created_at) as relay_at`

const gameTables = `
from games g
left join players w on w.id = g.white_id
left join players b on b.id = g.black_id`

const selectGame = gameColumns + gameTables + ` where g.id = $1`

// Changes of one game queue for this row lock, which is why its versions have no
// gaps.
const lockGame = selectGame + ` for update of g`

// Create stores a new game and its first event.
func (s *Store) Create(ctx context.Context, g *game.Game, created game.Event) error {
	batch, err := writes(insertGame, g, created)
	if err != nil {
		return explain("creating a game", err)
	}
	if q, limited := quotaOf(g.Record()); limited {
		return s.createWithin(ctx, q, batch)
	}
	return explain("creating a game", s.changes.SendBatch(ctx, batch).Close()) // a batch is a transaction, if none is open
}

// Change calls f with the game, locked against all servers, and stores the event
// that f returns together with the game, or nothing if f fails.
//
// It takes two round trips; see transact. A rematch against a computer takes a
// third.
func (s *Store) Change(ctx context.Context, id game.ID, f func(*game.Game) (game.Event, error)) (event game.Event, err error) {
	tried := "changing game " + string(id)
	var record game.Record
	read := new(pgx.Batch)
	read.Queue(`begin`)
	read.Queue(lockGame, id).Query(func(rows pgx.Rows) error {
		record, err = collectGame(rows)
		return err
	})
	err = s.transact(ctx, id, tried, read, func(conn *pgxpool.Conn) (*pgx.Batch, error) {
		g, err := game.Load(record)
		if err != nil {
			return nil, explain(tried, err)
		}
		if event, err = f(g); err != nil {
			return nil, err // f's own error goes to the caller as it is
		}
		if next, ok := g.Next(); ok {
			if err := withinQuota(ctx, conn, next.Game.Record()); err != nil {
				return nil, err
			}
		}
		batch, err := writes(updateGame, g, event)
		return batch, explain(tried, err)
	})
	if err != nil {
		return game.Event{}, err
	}
	return event, nil
}

// transact sends read, which begins a transaction, and then the writes that decide
// returns, or nothing if it fails.
//
// It takes two round trips: begin with the reads, and the writes with the commit.
// The games' rows are locked between them, so every round trip saved shortens the
// wait of the next change of the same game. At most turnsOfAGame changes of one
// game have a connection at once.
func (s *Store) transact(ctx context.Context, id game.ID, tried string, read *pgx.Batch, decide func(*pgxpool.Conn) (*pgx.Batch, error)) error {
	done, err := s.games.take(ctx, id)
	if err != nil {
		return explain(tried, err)
	}
	defer done()
	conn, err := s.changes.Acquire(ctx)
	if err != nil {
		return explain(tried, err)
	}
	defer conn.Release() // the pool closes a connection whose transaction is still open
	if err := conn.SendBatch(ctx, read).Close(); err != nil {
		rollback(conn)
		return explain(tried, err)
	}
	batch, err := decide(conn)
	if err != nil {
		rollback(conn)
		return err
	}
	batch.Queue(`commit`)
	if err := conn.SendBatch(ctx, batch).Close(); err != nil {
		rollback(conn)
		return explain(tried, err)
	}
	return nil
}

// rollback unlocks the game at once. It does not use the request's context, which
// may have expired. If it fails, the connection is closed anyway.
func rollback(conn *pgxpool.Conn) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_, _ = conn.Exec(ctx, `rollback`)
}

// Snapshot reads the current state of a game. The log only grows, so the game's row
// and then the events up to its version agree without a transaction.
func (s *Store) Snapshot(ctx context.Context, id game.ID) (game.Snapshot, error) {
	record, err := readGame(ctx, s.reads, id)
	if err != nil {
		return game.Snapshot{}, explain("reading game "+string(id), err)
	}
	moves, err := readEvents(ctx, s.reads, selectMoves, id, record.Version)
	if err != nil {
		return game.Snapshot{}, explain("reading the moves of game "+string(id), err)
	}
	return game.NewSnapshot(record, moves), nil
}

// writes puts a game, its event, and the rematch if the event began one, into one
// batch.
func writes(statement string, g *game.Game, e game.Event) (*pgx.Batch, error) {
	batch := new(pgx.Batch)
	return batch, write(batch, statement, g, e)
}

// write adds them to a batch.
func write(batch *pgx.Batch, statement string, g *game.Game, e game.Event) error {
	record := g.Record()
	if e.Version != record.Version || e.Game != record.ID {
		return fmt.Errorf("event %d of game %s is not what game %s has come to", e.Version, e.Game, record.ID)
	}
	if next, ok := g.Next(); ok { // first: the game refers to it
		batch.Queue(insertGame, gameArgs(next.Game))
		for _, began := range next.Events {
			batch.Queue(insertEvent, valuesOf(rowOf(&began))...)
		}
	}
	batch.Queue(statement, gameArgs(g))
	batch.Queue(insertEvent, valuesOf(rowOf(&e))...)
	return nil
}

// queryer is a pool or a transaction.
type queryer interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

func readGame(ctx context.Context, q queryer, id game.ID) (game.Record, error) {
	rows, err := q.Query(ctx, selectGame, id)
	if err != nil {
		return game.Record{}, err
	}
	return collectGame(rows)
}

func collectGame(rows pgx.Rows) (game.Record, error) {
	row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[gameRow])
	if err != nil {
		return game.Record{}, err
	}
	return row.record(), nil
}
