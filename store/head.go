package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"kibitz/game"
)

// Reads no column that can be long.
const selectHead = `
select version, status, coalesce(white_id, ''), coalesce(black_id, ''), delay_s, exhibit is not null
from games where id = $1`

// Head reads the version of a game and who holds its seats. It never waits for a
// change.
func (s *Store) Head(ctx context.Context, id game.ID) (game.Head, error) {
	h, err := readHead(ctx, s.reads, id)
	return h, explain("reading the head of game "+string(id), err)
}

func readHead(ctx context.Context, q queryer, id game.ID) (game.Head, error) {
	rows, err := q.Query(ctx, selectHead, id)
	if err != nil {
		return game.Head{}, err
	}
	return pgx.CollectExactlyOneRow(rows, func(row pgx.CollectableRow) (h game.Head, err error) {
		var delay int
		err = row.Scan(&h.Version, &h.Status, &h.White, &h.Black, &delay, &h.Exhibit)
		h.Delay = time.Duration(delay) * time.Second
		return h, err
	})
}
