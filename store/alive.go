package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"kibitz/game"
	"kibitz/game/timekeeper"
)

const (
	lockAlive = `
select at, case when noted_at = at then noted end as noted, by, clock_timestamp() as clock
from alive for update`
	updateAlive  = `update alive set at = $1, noted = $2, noted_at = $1, by = $3`
	insertOutage = `insert into outages (since, until) values ($1, $2) on conflict (since) do nothing`
	selectOwed   = `select since, until from outages where not given order by since`
	selectLatest = `select until from outages order by since desc limit 1`

	// During an outage, nobody could show that they were still waiting.
	keepSeeks = `
update games set sign_at = $2::timestamptz, deadline = $2::timestamptz + make_interval(secs => $3)
where id in (
	select id from games where status = 'open' and seek and deadline > $1
	order by id for no key update)`
)

type aliveRow struct {
	At    time.Time
	Noted *time.Time
	By    string
	Clock time.Time
}

// Alive writes the heartbeat that follows the last one, as computed by
// timekeeper.Heartbeat.Next, and records the outage between the two, if there was
// one. It locks the last heartbeat's row, and calls own while it holds the lock.
func (s *Store) Alive(ctx context.Context, by string, own func() time.Time) (life timekeeper.Life, err error) {
	err = pgx.BeginFunc(ctx, s.heartbeats, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, lockAlive)
		if err != nil {
			return err
		}
		row, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[aliveRow])
		if err != nil {
			return err
		}
		last := timekeeper.Heartbeat{At: row.At, By: row.By}
		if row.Noted != nil {
			last.Noted = *row.Noted
		}
		next, lost := last.Next(by, own(), row.Clock)
		life = timekeeper.Life{At: next.At, Company: last.By != by && last.By != "" && lost == nil}
		return leave(ctx, tx, next, lost, &life)
	})
	return life, explain("leaving a heartbeat", err)
}

// leave writes a heartbeat and an outage, and reads the outages that life reports,
// in one round trip.
func leave(ctx context.Context, tx pgx.Tx, next timekeeper.Heartbeat, lost *timekeeper.Outage, life *timekeeper.Life) error {
	batch := new(pgx.Batch)
	batch.Queue(updateAlive, next.At, next.Noted, next.By)
	if lost != nil {
		batch.Queue(insertOutage, lost.Since, lost.Until)
		batch.Queue(keepSeeks, lost.Since, lost.Until, game.SeekFor.Seconds())
	}
	batch.Queue(selectOwed).Query(func(rows pgx.Rows) (err error) {
		life.Outages, err = pgx.CollectRows(rows, pgx.RowToStructByPos[timekeeper.Outage])
		for i, o := range life.Outages {
			life.Outages[i] = timekeeper.Outage{Since: o.Since.UTC(), Until: o.Until.UTC()}
		}
		return err
	})
	batch.Queue(selectLatest).Query(func(rows pgx.Rows) error {
		ends, err := pgx.CollectRows(rows, pgx.RowTo[time.Time])
		for _, end := range ends {
			life.Resumed = end.UTC()
		}
		return err
	})
	return tx.SendBatch(ctx, batch).Close()
}
