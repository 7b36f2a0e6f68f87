package store

import (
	"context"
	"crypto/sha256"

	"github.com/jackc/pgx/v5"

	"kibitz/game"
)

const (
	insertPlayer = `insert into players (id, name, token_hash) values ($1, $2, $3)`
	deletePlayer = `delete from players where id = $1 and id not like 'KibitzLevel_'`
	selectPlayer = `select id, name from players where token_hash = $1`
)

// AddPlayer stores a player, whom token identifies from now on. Only the token's
// hash is stored.
func (s *Store) AddPlayer(ctx context.Context, p game.Player, token string) error {
	hash := sha256.Sum256([]byte(token))
	_, err := s.changes.Exec(ctx, insertPlayer, p.ID, p.Name, hash[:])
	return explain("adding a player", err)
}

// ForgetPlayer removes a player who has no games. It fails if the player has one.
// It keeps the computers.
func (s *Store) ForgetPlayer(ctx context.Context, id game.PlayerID) error {
	_, err := s.changes.Exec(ctx, deletePlayer, id)
	return explain("forgetting a player", err)
}

// PlayerByToken returns the player whom a token identifies, or game.ErrNotFound.
func (s *Store) PlayerByToken(ctx context.Context, token string) (game.Player, error) {
	hash := sha256.Sum256([]byte(token))
	rows, err := s.reads.Query(ctx, selectPlayer, hash[:])
	if err != nil {
		return game.Player{}, explain("finding a player", err)
	}
	p, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[game.Player])
	return p, explain("finding a player", err)
}
