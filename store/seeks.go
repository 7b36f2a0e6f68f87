package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"kibitz/game"
	"kibitz/game/rules"
)

// A seek whose time is up is not shown, though the sweep may not have ended it
// yet. Who keeps the lobby full from the front or from behind does not hide those
// at the other end.
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

// Seeks returns the games that anyone may join, those that have waited for longest
// first. Of more than limit, it returns the half that has waited for longest and
// the half that came last.
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

// Sign notes that the creators of seeks were there at a time, which puts off
// the end of those seeks. Games that are no open seeks stay as they are.
func (s *Store) Sign(ctx context.Context, seeks []game.ID, at time.Time) error {
	_, err := s.changes.Exec(ctx, updateSigns, seeks, at, game.SeekFor.Seconds())
	return explain("noting who waits in the lobby", err)
}
