package store

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"kibitz/game"
)

// The condition must match that of the index games_computer_turns exactly.
const selectComputerTurns = `
select id from games
where status <> 'open' and next_id is null and (
	(white_id like 'KibitzLevel_' and (offering -> 'open' ->> 'by' = 'black' or (status = 'playing' and fen like '% w %')))
	or (black_id like 'KibitzLevel_' and (offering -> 'open' ->> 'by' = 'white' or (status = 'playing' and fen like '% b %'))))
and updated_at < $1
order by updated_at limit $2`

// ComputerTurns returns at most limit games in which a computer has to move or
// answer an offer and nothing has happened since before, longest wait first.
func (s *Store) ComputerTurns(ctx context.Context, before time.Time, limit int) ([]game.ID, error) {
	const tried = "looking for games that wait for a computer"
	rows, err := s.changes.Query(ctx, selectComputerTurns, before, limit)
	if err != nil {
		return nil, explain(tried, err)
	}
	ids, err := pgx.CollectRows(rows, pgx.RowTo[game.ID])
	return ids, explain(tried, err)
}

// The query starts from the player's games: with a pattern, Postgres could read all
// games that computers have ever played from the indexes.
const countComputerGames = `
select count(*) from games
where status = 'playing' and updated_at > $2 and (white_id = $1 or black_id = $1)
	and 'KibitzLevel' in (left(white_id, 11), left(black_id, 11))`
