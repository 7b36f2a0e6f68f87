package web

import (
	"context"
	"net/http"

	"kibitz/game"
)

// Polling asks who is who again and again, and both answers never change once
// they are known. Without these caches a player's poll costs ten times what a
// spectator's does.
const (
	rememberedTokens = 10_000
	rememberedGames  = 10_000
)

// seats are the two players of a game.
type seats struct{ white, black game.PlayerID }

// seat returns the color that whoever asks has in a game, nobody's for a
// spectator.
func (s *Server) seat(r *http.Request, id game.ID) (game.Color, error) {
	ctx, cancel := context.WithTimeout(r.Context(), requestTimeout)
	defer cancel()
	visitor, err := s.visitor(r.WithContext(ctx))
	if err != nil || visitor.ID == "" {
		return "", err
	}
	taken, err := s.seatsOf(ctx, id)
	switch visitor.ID {
	case taken.white:
		return game.White, err
	case taken.black:
		return game.Black, err
	}
	return "", err
}

// seatsOf asks once for each game in which both seats are taken.
func (s *Server) seatsOf(ctx context.Context, id game.ID) (seats, error) {
	if known, ok := s.seats.Get(id); ok {
		return known, nil
	}
	snapshot, err := s.Snapshots.Snapshot(ctx, id)
	if err != nil {
		return seats{}, err
	}
	taken := seats{snapshot.White.ID, snapshot.Black.ID}
	if taken.white != "" && taken.black != "" {
		s.seats.Add(id, taken)
	}
	return taken, nil
}
