package store

import (
	"context"

	"github.com/jackc/pgx/v5/pgxpool"

	"kibitz/game"
)

// Built are the queries that are not constants.
var Built = map[string]string{
	"insertEvent": insertEvent, "selectFrom": selectFrom, "selectMoves": selectMoves, "selectEvents": selectEvents, "selectTail": selectTail,
	"selectVisibleTail": selectVisibleTail, "selectWholeLogs": selectWholeLogs,
}

// For the tests outside the package.
const (
	SelectDue           = selectDue
	SelectComputerTurns = selectComputerTurns
	SelectExhibition    = selectExhibition
	SelectShown         = selectShown
	SelectExhibits      = selectExhibits
	DeleteExhibits      = deleteExhibits
	LockPlayers         = lockPlayers
	LockPairing         = lockPairing
	SelectFound         = selectFound

	TurnsOfAGame = turnsOfAGame
)

func (s *Store) Pools() (changes, reads *pgxpool.Pool) { return s.changes, s.reads }

// Queues returns how many games have changes under way or waiting.
func (s *Store) Queues() int {
	s.games.mu.Lock()
	defer s.games.mu.Unlock()
	return len(s.games.queues)
}

func (s *Store) TakeTurn(ctx context.Context, id game.ID) (give func(), err error) {
	return s.games.take(ctx, id)
}
