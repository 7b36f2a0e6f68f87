package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"kibitz/game"
)

const (
	lockAlive   = `select at, by from alive for update`
	updateAlive = `update alive set at = greatest(at, $1), by = $2`
	// Giving back an outage takes as long as there are games.
	patientAlive = `set local idle_in_transaction_session_timeout = '10min'`

	selectClocked = `select id from games where status = 'playing' and clock is not null`
)

// Alive notes that a server was there at a time. If the last one was there more
// than game.OutageAfter before, lost is called first, with when that was, while
// the row is locked: all other servers wait. If it fails, nothing is noted.
// Company is whether another server was there not long before.
func (s *Store) Alive(ctx context.Context, by string, at time.Time, lost func(since time.Time) error) (company bool, err error) {
	err = pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		var last time.Time
		var other string
		if err := tx.QueryRow(ctx, lockAlive).Scan(&last, &other); err != nil {
			return err
		}
		company = other != by && other != "" && at.Sub(last) <= game.OutageAfter
		if at.Sub(last) > game.OutageAfter {
			if _, err := tx.Exec(ctx, patientAlive); err != nil {
				return err
			}
			if err := lost(last.UTC()); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, updateAlive, at, by)
		return err
	})
	return company, explain("noting that the server is there", err)
}

// Clocked returns the games with a clock that are being played.
func (s *Store) Clocked(ctx context.Context) ([]game.ID, error) {
	const tried = "looking for running clocks"
	rows, err := s.pool.Query(ctx, selectClocked)
	if err != nil {
		return nil, explain(tried, err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[game.ID])
	return ids, explain(tried, err)
}
