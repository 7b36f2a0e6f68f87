package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"kibitz/game"
)

const selectRunning = `
select g.id, g.version, w.id as white_id, w.name as white_name, b.id as black_id, b.name as black_name,
	g.fen, g.updated_at
from games g
join players w on w.id = g.white_id
join players b on b.id = g.black_id
where g.status = 'playing'
order by g.updated_at desc
limit $1`

type glanceRow struct {
	ID        game.ID
	Version   game.Version
	WhiteID   game.PlayerID
	WhiteName string
	BlackID   game.PlayerID
	BlackName string
	FEN       string
	UpdatedAt time.Time
}

// Running returns the games that are being played, at most limit, the latest
// move first.
func (s *Store) Running(ctx context.Context, limit int) ([]game.Glance, error) {
	const tried = "listing the running games"
	rows, err := s.pool.Query(ctx, selectRunning, limit)
	if err != nil {
		return nil, explain(tried, err)
	}
	glances, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (game.Glance, error) {
		r, err := pgx.RowToStructByName[glanceRow](row)
		return game.Glance{
			Game: r.ID, Version: r.Version, FEN: r.FEN, UpdatedAt: r.UpdatedAt.UTC(),
			White: game.Player{ID: r.WhiteID, Name: r.WhiteName}, Black: game.Player{ID: r.BlackID, Name: r.BlackName},
		}, err
	})
	return glances, explain(tried, err)
}
