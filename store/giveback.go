package store

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"kibitz/game"
)

// The games that are owed an outage, as game.Game.Outage has it: those whose time
// ran in it. Rows that somebody is changing are left for the next time.
const lockOwed = gameColumns + gameTables + `
where g.status = 'playing' and g.clock is not null and g.updated_at < $2 and g.deadline > greatest($1, g.updated_at)
order by g.deadline limit $3
for update of g skip locked`

// Without the locks: some may have been left out.
const noteGiven = `
update outages set given = true
where since = $1 and not exists (
	select from games
	where status = 'playing' and clock is not null and updated_at < $2 and deadline > greatest($1, updated_at))`

// One statement for a thousand games and their events.
const giveBack = `
with given as (
	select * from unnest(@ids::text[], @versions::bigint[], @clocks::jsonb[], @deadlines::timestamptz[],
		@checked::boolean[], @offers::jsonb[], @claims::text[]) as g (id, version, clock, deadline, checked, offer, claim)
), changed as (
	update games set version = given.version, clock = given.clock, deadline = given.deadline, updated_at = @at
	from given where games.id = given.id
	returning games.*
)
insert into events (game_id, version, at, kind, color, ply, fen, checked, status, result, reason, clock, offer, claim)
select changed.id, changed.version, @at, @kind, '', changed.ply, changed.fen, given.checked, changed.status, changed.result, changed.reason,
	changed.clock, given.offer, given.claim
from changed join given on given.id = changed.id`

// GiveBack gives an outage back to some of the games that are owed it, at most
// limit, and returns them, each with its event. Once there are none it notes that
// the outage has been given back. A game that cannot be loaded is left out, and told
// as an error.
func (s *Store) GiveBack(ctx context.Context, o game.Outage, limit int) (given []game.Begun, err error) {
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
		_, err = tx.Exec(ctx, giveBack, givenArgs(given))
		return err
	})
	if err != nil {
		given = nil
	}
	return given, explain("giving back an outage", errors.Join(err, damaged))
}

func give(owed []gameRow, o game.Outage) (given []game.Begun, damaged error) {
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

// givenArgs are the columns of what an outage changes. All of it happens at the
// end of the outage.
func givenArgs(given []game.Begun) pgx.NamedArgs {
	n := len(given)
	ids, versions, claims := make([]game.ID, n), make([]game.Version, n), make([]game.Reason, n)
	clocks, offers, deadlines, checked := make([]any, n), make([]any, n), make([]any, n), make([]bool, n)
	for i, b := range given {
		row, e := gameArgs(b.Game), b.Events[0]
		event := eventArgs(e)
		ids[i], versions[i], claims[i], checked[i] = e.Game, e.Version, e.Claim, e.Check
		clocks[i], offers[i], deadlines[i] = row["clock"], event["offer"], row["deadline"]
	}
	e := given[0].Events[0]
	return pgx.NamedArgs{
		"ids": ids, "versions": versions, "clocks": clocks, "deadlines": deadlines,
		"checked": checked, "offers": offers, "claims": claims, "at": e.At, "kind": e.Kind,
	}
}
