package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"kibitz/game"
	"kibitz/game/rules"
)

// An expired seek is not shown, even if the sweep has not ended it yet. Seeks are
// read from both ends of the list, so that flooding one end does not hide the other.
const selectSeeks = `
with oldest as (
	select id from games where status = 'open' and seek and deadline > $1 order by created_at, id limit $2),
newest as (
	select id from games where status = 'open' and seek and deadline > $1 order by created_at desc, id desc limit $3)
select g.id, coalesce(w.id, b.id) as by_id, coalesce(w.name, b.name) as by_name,
	case when g.white_id is null then 'white' else 'black' end as color, g.clock, g.created_at
from games g
left join players w on w.id = g.white_id
left join players b on b.id = g.black_id
where g.id in (select id from oldest union select id from newest)
order by g.created_at, g.id`

type seekRow struct {
	ID        game.ID
	ByID      game.PlayerID
	ByName    string
	Color     rules.Color
	Clock     *clockRow
	CreatedAt time.Time
}

// Seeks returns the games that anyone may join, longest wait first. If there are
// more than limit, half of those returned are the oldest and half the newest.
func (s *Store) Seeks(ctx context.Context, at time.Time, limit int) ([]game.Seek, error) {
	const tried = "listing the seeks"
	rows, err := s.reads.Query(ctx, selectSeeks, at, limit-limit/2, limit/2)
	if err != nil {
		return nil, explain(tried, err)
	}
	seeks, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (game.Seek, error) {
		r, err := pgx.RowToStructByName[seekRow](row)
		return game.Seek{
			Game: r.ID, By: game.Player{ID: r.ByID, Name: r.ByName}, Color: r.Color,
			Control: r.Clock.clock().Control, CreatedAt: r.CreatedAt.UTC(),
		}, err
	})
	return seeks, explain(tried, err)
}

const countSeeks = `
select count(*) from games
where status = 'open' and seek and (white_id = $1 or black_id = $1) and deadline > $2`

const updateSigns = `
update games set sign_at = $2::timestamptz, deadline = $2::timestamptz + make_interval(secs => $3)
where id in (
	select id from games where id = any($1) and status = 'open' and seek and sign_at < $2
	order by id for no key update)`

// Sign records that the creators of seeks were present at a time, which postpones
// the expiry of those seeks. It leaves games that are not open seeks unchanged.
func (s *Store) Sign(ctx context.Context, seeks []game.ID, at time.Time) error {
	_, err := s.changes.Exec(ctx, updateSigns, seeks, at, game.SeekFor.Seconds())
	return explain("noting who waits in the lobby", err)
}
