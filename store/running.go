package store

import (
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kibitz/game"
)

// A game with delayed spectators is listed as they see it. Exhibits have no players
// and are not listed.
const selectRunning = `
select g.id, coalesce(seen.version, g.version) as version,
	w.id as white_id, w.name as white_name, b.id as black_id, b.name as black_name,
	coalesce(seen.fen, g.fen) as fen, coalesce(seen.clock, g.clock) as clock, coalesce(seen.at, g.updated_at) as updated_at, g.delay_s
from games g
join players w on w.id = g.white_id
join players b on b.id = g.black_id
left join lateral (
	select e.version, e.fen, e.clock, e.at from events e
	where g.delay_s > 0 and e.game_id = g.id and (e.at <= $2::timestamptz - make_interval(secs => g.delay_s)
		or not exists (select from events m where m.game_id = g.id and m.version <= e.version and m.ply > 0))
	order by e.version desc limit 1
) seen on true
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
	Clock     *clockRow
	UpdatedAt time.Time
	DelayS    int
}

// Running returns at most limit games in progress, as spectators see them at a
// time, latest move first.
func (s *Store) Running(ctx context.Context, at time.Time, limit int) ([]game.Glance, error) {
	const tried = "listing the running games"
	rows, err := s.reads.Query(ctx, selectRunning, limit, at)
	if err != nil {
		return nil, explain(tried, err)
	}
	glances, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (game.Glance, error) {
		r, err := pgx.RowToStructByName[glanceRow](row)
		return game.Glance{
			Game: r.ID, Version: r.Version, FEN: r.FEN, Clock: r.Clock.clock(), UpdatedAt: r.UpdatedAt.UTC(), Delay: time.Duration(r.DelayS) * time.Second,
			White: game.Player{ID: r.WhiteID, Name: r.WhiteName}, Black: game.Player{ID: r.BlackID, Name: r.BlackName},
		}, err
	})
	// The query selects games by their real latest move. The order must not reveal a
	// move that spectators cannot see yet.
	slices.SortStableFunc(glances, func(a, b game.Glance) int { return b.UpdatedAt.Compare(a.UpdatedAt) })
	return glances, explain(tried, err)
}
