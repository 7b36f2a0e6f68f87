package store

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"kibitz/game"
	"kibitz/game/timekeeper"
)

// The games that are owed an outage by game.Game.Outage: those whose time ran
// during it. Locked rows are left for the next call.
const lockOwed = gameColumns + gameTables + `
where g.status = 'playing' and g.clock is not null and g.updated_at < $2 and g.deadline > greatest($1, g.updated_at)
order by g.deadline limit $3
for update of g skip locked`

// This query ignores locks, because lockOwed skips locked rows.
const noteGiven = `
update outages set given = true
where since = $1 and not exists (
	select from games
	where status = 'playing' and clock is not null and updated_at < $2 and deadline > greatest($1, updated_at))`

// One statement for a thousand games.
const updateGiven = `
update games set version = given.version, clock = given.clock, deadline = given.deadline, updated_at = @at
from unnest(@ids::text[], @versions::bigint[], @clocks::jsonb[], @deadlines::timestamptz[]) as given (id, version, clock, deadline)
where games.id = given.id`

// GiveBack gives an outage back to at most limit of the games that are owed it, and
// returns them, each with its event. Once none are left, it records that the outage
// has been given back. It skips a game that cannot be loaded, and reports it in the
// error.
func (s *Store) GiveBack(ctx context.Context, o timekeeper.Outage, limit int) (given []game.Begun, err error) {
	var damaged error
	err = pgx.BeginFunc(ctx, s.changes, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, lockOwed, o.Since, o.Until, limit)
		if err != nil {
			return err
		}
		owed, err := pgx.CollectRows(rows, pgx.RowToStructByName[gameRow])
		if err != nil {
			return err
		}
		if given, damaged = give(owed, o); len(given) == 0 {
			_, err = tx.Exec(ctx, noteGiven, o.Since, o.Until)
			return err
		}
		return keepGiven(ctx, tx, given)
	})
	if err != nil {
		given = nil
	}
	return given, explain("giving back an outage", errors.Join(err, damaged))
}

func give(owed []gameRow, o timekeeper.Outage) (given []game.Begun, damaged error) {
	for _, row := range owed {
		g, err := game.Load(row.record())
		if err != nil {
			damaged = errors.Join(damaged, err)
			continue
		}
		if e, err := g.Outage(o.Since, o.Until); err == nil {
			given = append(given, game.Begun{Game: g, Events: []game.Event{e}})
		}
	}
	return given, damaged
}

// keepGiven stores how an outage changed games. All changes happen at the end of
// the outage.
func keepGiven(ctx context.Context, tx pgx.Tx, given []game.Begun) error {
	n := len(given)
	ids, versions, clocks, deadlines := make([]game.ID, n), make([]game.Version, n), make([]*clockRow, n), make([]*time.Time, n)
	events := make([]game.Event, n)
	for i, b := range given {
		r := b.Game.Record()
		ids[i], versions[i], clocks[i], deadlines[i] = r.ID, r.Version, clockOf(r.Clock), orNull(b.Game.Deadline())
		events[i] = b.Events[0]
	}
	if _, err := tx.Exec(ctx, updateGiven, pgx.NamedArgs{
		"ids": ids, "versions": versions, "clocks": clocks, "deadlines": deadlines, "at": events[0].At,
	}); err != nil {
		return err
	}
	return copyEvents(ctx, tx, events)
}
