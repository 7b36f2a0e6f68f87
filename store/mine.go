package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"kibitz/game"
	"kibitz/game/rules"
)

// Each half reads only as much of its index as the list needs. A player has one
// side of a game, so no game is in both halves.
const selectGamesOf = `
select g.id, g.color, coalesce(p.id, '') as opponent_id, coalesce(p.name, '') as opponent_name,
	g.fen, g.ply, g.status, g.result, g.reason, g.clock, g.created_at, g.updated_at
from (
	(select 'white' as color, black_id as opponent, id, fen, ply, status, result, reason, clock, created_at, updated_at
	from games where white_id = $1 and (created_at, id) < (coalesce($2::timestamptz, 'infinity'), $3)
	order by created_at desc, id desc limit $4)
	union all
	(select 'black', white_id, id, fen, ply, status, result, reason, clock, created_at, updated_at
	from games where black_id = $1 and (created_at, id) < (coalesce($2::timestamptz, 'infinity'), $3)
	order by created_at desc, id desc limit $4)
) g
left join players p on p.id = g.opponent
order by g.created_at desc, g.id desc
limit $4`

type entryRow struct {
	ID           game.ID
	Color        rules.Color
	OpponentID   game.PlayerID
	OpponentName string
	FEN          string
	Ply          int
	Status       game.Status
	Result       rules.Result
	Reason       game.Reason
	Clock        *clockRow
	CreatedAt    time.Time
	UpdatedAt    time.Time
}

// GamesOf returns at most limit games of a player, newest first, after a place in
// that list. The cost does not depend on how far down the list the place is.
func (s *Store) GamesOf(ctx context.Context, p game.PlayerID, before game.Place, limit int) ([]game.Entry, error) {
	const tried = "listing the games of a player"
	var at *time.Time
	if !before.At.IsZero() {
		at = &before.At
	}
	rows, err := s.reads.Query(ctx, selectGamesOf, p, at, before.Game, limit)
	if err != nil {
		return nil, explain(tried, err)
	}
	entries, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (game.Entry, error) {
		r, err := pgx.RowToStructByName[entryRow](row)
		return game.Entry{
			Game: r.ID, You: r.Color, Opponent: game.Player{ID: r.OpponentID, Name: r.OpponentName},
			FEN: r.FEN, Ply: r.Ply, Status: r.Status, Result: r.Result, Reason: r.Reason,
			Control: r.Clock.clock().Control, CreatedAt: r.CreatedAt.UTC(), UpdatedAt: r.UpdatedAt.UTC(),
		}, err
	})
	return entries, explain(tried, err)
}
