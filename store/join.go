package store

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"kibitz/game"
)

// To avoid deadlocks, transactions that lock several rows lock players before games,
// and each in the order of their ids. The exception is a rematch against a computer,
// whose game cannot be joined. A statement of a batch sees what was committed while
// the statements before it waited for a lock.
const (
	// The joiner, $2, and whoever sits at the game, $1.
	lockPlayers = `
select from players
where id in (select unnest(array[$2, white_id, black_id]) from games where id = $1)
order by id for no key update`

	lockPairing = gameColumns + gameTables + `
where g.id = $1 or (g.status = 'open' and g.seek
	and array[g.white_id, g.black_id] && (select array_remove(array[$2, white_id, black_id], null) from games where id = $1))
order by g.id for update of g`

	// A game in which nothing has happened since it was joined has two versions. Only
	// a player's newest few games are checked, through one index per side.
	selectFound = `
select max(updated_at) from (
	(select seek, status, version, updated_at from games where white_id = $1 order by created_at desc, id desc limit 50)
	union all
	(select seek, status, version, updated_at from games where black_id = $1 order by created_at desc, id desc limit 50)
) newest
where seek and status = 'playing' and version = 2`
)

// Join calls f with the game and the other open seeks of both players, locked
// against all servers, and stores the events that f returns together with their
// games, or nothing if f fails.
func (s *Store) Join(ctx context.Context, id game.ID, by game.PlayerID, f func(*game.Pairing) ([]game.Event, error)) error {
	tried := "joining game " + string(id)
	done, err := s.players.take(ctx, "")
	if err != nil {
		return explain(tried, err)
	}
	defer done()
	var records []game.Record
	var found *time.Time
	read := new(pgx.Batch)
	read.Queue(`begin`)
	read.Queue(lockPlayers, id, by)
	read.Queue(lockPairing, id, by).Query(func(rows pgx.Rows) (err error) {
		records, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (game.Record, error) {
			kept, err := pgx.RowToStructByName[gameRow](row)
			return kept.record(), err
		})
		return err
	})
	read.Queue(selectFound, by).QueryRow(func(row pgx.Row) error { return row.Scan(&found) })
	return s.transact(ctx, id, tried, read, func(*pgxpool.Conn) (*pgx.Batch, error) {
		pairing, err := pairingOf(id, records)
		if err != nil {
			return nil, explain(tried, err)
		}
		if found != nil {
			pairing.Found = found.UTC()
		}
		events, err := f(pairing)
		if err != nil {
			return nil, err // f's own error goes to the caller as it is
		}
		batch, err := writesOf(pairing, events)
		return batch, explain(tried, err)
	})
}

// pairingOf loads the game to be joined and the other open seeks.
func pairingOf(id game.ID, records []game.Record) (*game.Pairing, error) {
	pairing := new(game.Pairing)
	for _, r := range records {
		g, err := game.Load(r)
		if err != nil {
			return nil, err
		}
		if r.ID == id {
			pairing.Game = g
		} else {
			pairing.Seeks = append(pairing.Seeks, g)
		}
	}
	if pairing.Game == nil {
		return nil, pgx.ErrNoRows
	}
	return pairing, nil
}

// writesOf puts events and their games into one batch.
func writesOf(p *game.Pairing, events []game.Event) (*pgx.Batch, error) {
	games := map[game.ID]*game.Game{p.Game.Record().ID: p.Game}
	for _, g := range p.Seeks {
		games[g.Record().ID] = g
	}
	batch := new(pgx.Batch)
	for _, e := range events {
		g := games[e.Game]
		if g == nil {
			return nil, fmt.Errorf("an event of game %s, which is not joined", e.Game)
		}
		if err := write(batch, updateGame, g, e); err != nil {
			return nil, err
		}
	}
	return batch, nil
}
