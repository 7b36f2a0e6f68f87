package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"kibitz/game"
)

// A quota limits how many games of one kind a player can have at a time.
type quota struct {
	player game.PlayerID
	count  string    // the statement that counts those the player has
	since  time.Time // and its second argument
	most   int
	full   error
}

// quotaOf returns the quota that applies to a new game, if there is one.
func quotaOf(r game.Record) (quota, bool) {
	if r.Seek {
		creator := r.White.ID + r.Black.ID // one seat is open
		return quota{creator, countSeeks, r.CreatedAt, game.MaxSeeks, game.ErrManySeeks}, true
	}
	if person := r.PlaysComputer(); person != "" {
		since := r.CreatedAt.Add(-game.ComputerGameIdle)
		return quota{person, countComputerGames, since, game.MaxComputerGames, game.ErrManyComputerGames}, true
	}
	return quota{}, false
}

// The lock keeps two requests of one player from both finding room for one more
// game, and from creating a seek that a concurrent join does not see.
const lockPlayer = `select from players where id = $1 for no key update`

// check queues statements that lock the player until the transaction ends, and then
// count. If there is no room, the error is the quota's.
func (q quota) check(batch *pgx.Batch) {
	batch.Queue(lockPlayer, q.player)
	batch.Queue(q.count, q.player, q.since).QueryRow(func(row pgx.Row) error {
		var n int
		if err := row.Scan(&n); err != nil {
			return err
		}
		if n >= q.most {
			return q.full
		}
		return nil
	})
}

// createWithin stores a new game if its quota has room for it.
func (s *Store) createWithin(ctx context.Context, q quota, writes *pgx.Batch) error {
	const tried = "creating a game"
	done, err := s.players.take(ctx, "")
	if err != nil {
		return explain(tried, err)
	}
	defer done()
	conn, err := s.changes.Acquire(ctx)
	if err != nil {
		return explain(tried, err)
	}
	defer conn.Release() // the pool closes a connection whose transaction is still open
	first := new(pgx.Batch)
	first.Queue(`begin`)
	q.check(first)
	if err = conn.SendBatch(ctx, first).Close(); err == nil {
		writes.Queue(`commit`)
		err = conn.SendBatch(ctx, writes).Close()
	}
	if err != nil {
		rollback(conn)
	}
	return q.explain(tried, err)
}

// withinQuota checks, within a transaction, whether there is room for one more game.
func withinQuota(ctx context.Context, conn *pgxpool.Conn, r game.Record) error {
	q, limited := quotaOf(r)
	if !limited {
		return nil
	}
	batch := new(pgx.Batch)
	q.check(batch)
	return q.explain("beginning the next game", conn.SendBatch(ctx, batch).Close())
}

// explain returns the quota's own error unchanged.
func (q quota) explain(tried string, err error) error {
	if errors.Is(err, q.full) {
		return q.full
	}
	return explain(tried, err)
}
