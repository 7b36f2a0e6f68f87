package store

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"kibitz/game"
	"kibitz/game/audit"
)

const (
	countGames    = `select count(*) from games`
	selectGameIDs = `select id from games where id > $1 order by id limit $2`

	// Everything stored about some games, and what their rematches must share with
	// them.
	selectWholeGames = gameColumns + `, g.deadline,
	coalesce(n.white_id, '') as next_white_id, coalesce(n.black_id, '') as next_black_id, n.start_fen as next_start_fen,
	n.clock as next_clock, n.delay_s as next_delay_s, n.created_at as next_created_at` +
		gameTables + ` left join games n on n.id = g.next_id where g.id = any($1)`
	beginReading = `begin isolation level repeatable read read only`
)

// One index lookup per game: Postgres may misjudge how many events a game has, and
// scanning all events for each page would take hours.
var selectWholeLogs = `select e.* from unnest($1::text[]) one (id) cross join lateral (` + selectFrom +
	`where game_id = one.id order by version) e`

// Count returns how many games there are.
func (s *Store) Count(ctx context.Context) (n int, err error) {
	err = s.changes.QueryRow(ctx, countGames).Scan(&n)
	return n, explain("counting the games", err)
}

// IDs returns the ids of games after one, in the database's order, at most limit;
// "" is before all.
func (s *Store) IDs(ctx context.Context, after game.ID, limit int) ([]game.ID, error) {
	const tried = "listing the games"
	rows, err := s.changes.Query(ctx, selectGameIDs, after, limit)
	if err != nil {
		return nil, explain(tried, err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[game.ID])
	return ids, explain(tried, err)
}

// Whole returns everything stored about some games, as of one moment, in no
// particular order. It leaves out games that do not exist. It takes one round trip,
// so the transaction is open only while the rows are read.
func (s *Store) Whole(ctx context.Context, ids []game.ID) ([]audit.Game, error) {
	const tried = "reading games with their logs"
	conn, err := s.changes.Acquire(ctx)
	if err != nil {
		return nil, explain(tried, err)
	}
	defer conn.Release() // the pool closes a connection whose transaction is still open
	var rows []wholeRow
	logs := make(map[game.ID][]game.Event, len(ids))
	batch := new(pgx.Batch)
	batch.Queue(beginReading)
	batch.Queue(selectWholeGames, ids).Query(func(r pgx.Rows) (err error) {
		rows, err = pgx.CollectRows(r, pgx.RowToStructByName[wholeRow])
		return err
	})
	batch.Queue(selectWholeLogs, ids).Query(func(r pgx.Rows) error { return collectLogs(r, logs) })
	batch.Queue(`commit`)
	if err := conn.SendBatch(ctx, batch).Close(); err != nil {
		return nil, explain(tried, err)
	}
	games := make([]audit.Game, len(rows))
	for i, row := range rows {
		games[i] = row.game(logs[row.ID])
	}
	return games, nil
}

// collectLogs sorts events by game and version. They usually arrive in that order.
func collectLogs(rows pgx.Rows, logs map[game.ID][]game.Event) error {
	defer rows.Close()
	for rows.Next() {
		row, err := pgx.RowToStructByName[eventRow](rows)
		if err != nil {
			return err
		}
		logs[row.GameID] = append(logs[row.GameID], row.event())
	}
	for _, log := range logs {
		slices.SortFunc(log, func(a, b game.Event) int { return cmp.Compare(a.Version, b.Version) })
	}
	return rows.Err()
}

// wholeRow is a game's row, including what is not needed to continue the game.
type wholeRow struct {
	gameRow
	Deadline      *time.Time
	NextWhiteID   game.PlayerID
	NextBlackID   game.PlayerID
	NextStartFEN  *string // nil if there is no rematch
	NextClock     *clockRow
	NextDelayS    *int
	NextCreatedAt *time.Time
}

func (r wholeRow) game(log []game.Event) audit.Game {
	g := audit.Game{Record: r.record(), Events: log}
	if r.Deadline != nil {
		g.Deadline = r.Deadline.UTC()
	}
	if r.NextStartFEN != nil {
		g.Next = &game.Record{
			White: game.Player{ID: r.NextWhiteID}, Black: game.Player{ID: r.NextBlackID}, StartFEN: *r.NextStartFEN,
			Clock: game.Clock{Control: r.NextClock.clock().Control},
			Delay: time.Duration(*r.NextDelayS) * time.Second, CreatedAt: r.NextCreatedAt.UTC(),
		}
	}
	return g
}
