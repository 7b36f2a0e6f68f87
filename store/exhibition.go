package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"kibitz/game"
)

const (
	// Games that people play have no relay_at. Each part uses one index.
	selectExhibition = `
select
	(select count(*) from (
		select from games where status = 'playing' and updated_at > $1 and relay_at is null order by updated_at desc limit $2
	) busy) as busy,
	coalesce((select max(exhibit) from games where exhibit is not null), 0) as last`

	selectShown = `
select id, exhibit, relay_at, ply, source from games
where relay_at is not null and status = 'playing'
order by exhibit`

	selectExhibits = `
select id, version, source, fen, updated_at from games
where relay_at is not null and status = 'playing'
order by exhibit`

	deleteExhibits = `delete from games where relay_at < $1 and status = 'over'`
)

// Exhibition returns the exhibits in progress, and how many other games have had a
// move since a time, counted up to limit.
func (s *Store) Exhibition(ctx context.Context, moved time.Time, limit int) (game.Exhibition, error) {
	const tried = "looking what is exhibited"
	var e game.Exhibition
	batch := new(pgx.Batch)
	batch.Queue(selectExhibition, moved, limit).QueryRow(func(row pgx.Row) error { return row.Scan(&e.Busy, &e.Last) })
	batch.Queue(selectShown).Query(func(rows pgx.Rows) (err error) {
		e.Shown, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (game.Shown, error) {
			var shown game.Shown
			var source *sourceRow
			err := row.Scan(&shown.Game, &shown.Number, &shown.Due, &shown.Ply, &source)
			shown.Due, shown.Source = shown.Due.UTC(), source.source()
			return shown, err
		})
		return err
	})
	return e, explain(tried, s.changes.SendBatch(ctx, batch).Close())
}

// Exhibits returns the exhibits in progress, oldest first.
func (s *Store) Exhibits(ctx context.Context) ([]game.Glance, error) {
	const tried = "listing the exhibits"
	rows, err := s.reads.Query(ctx, selectExhibits)
	if err != nil {
		return nil, explain(tried, err)
	}
	glances, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (game.Glance, error) {
		var g game.Glance
		var kept sourceRow
		err := row.Scan(&g.Game, &g.Version, &kept, &g.FEN, &g.UpdatedAt)
		source := kept.source()
		g.UpdatedAt, g.Exhibit = g.UpdatedAt.UTC(), source.Occasion()
		g.White, g.Black = source.Players()
		return g, err
	})
	return glances, explain(tried, err)
}

// DropExhibits deletes the exhibits that ended before a time, with their events.
func (s *Store) DropExhibits(ctx context.Context, before time.Time) error {
	_, err := s.changes.Exec(ctx, deleteExhibits, before)
	return explain("dropping old exhibits", err)
}

// shown turns Postgres's error for an exhibit number already taken into the
// domain's.
func shown(err error) error {
	var refused *pgconn.PgError
	if errors.As(err, &refused) && refused.ConstraintName == "games_exhibits" {
		return game.ErrShown
	}
	return err
}
