package game

import (
	"context"
	"time"

	"kibitz/game/rules"
)

// A Head is what is asked of a game most often: its version, and who holds its
// seats. Reading one costs the same however long the game is, and does not wait
// for a change under way.
type Head struct {
	Version      Version
	Status       Status
	White, Black PlayerID // "" for an open seat, and in an imported game
	Delay        time.Duration
	Exhibit      bool
}

// ColorOf returns the seat that the player holds, "" for a spectator.
func (h Head) ColorOf(p PlayerID) rules.Color {
	switch {
	case p == "":
		return ""
	case p == h.White:
		return rules.White
	case p == h.Black:
		return rules.Black
	}
	return ""
}

// Head returns a game's head as of now, for a request that is about to change the
// game.
func (s *Service) Head(ctx context.Context, id ID) (Head, error) { return s.games.Head(ctx, id) }
