package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"kibitz/game"
)

// Rows locked by another change are skipped.
const selectDue = `
select id from games where deadline <= $1
order by deadline limit $2
for update skip locked`

// Due returns at most limit games whose deadline has passed, the most overdue
// first.
func (s *Store) Due(ctx context.Context, at time.Time, limit int) ([]game.ID, error) {
	rows, err := s.changes.Query(ctx, selectDue, at, limit)
	if err != nil {
		return nil, explain("looking for deadlines", err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[game.ID])
	return ids, explain("looking for deadlines", err)
}
