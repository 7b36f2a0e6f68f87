package game

import (
	"context"
	"time"
)

// A Head is what is asked of a game most often: how far it has come, and who
// holds its seats. Reading one costs the same however long the game is, and
// waits for nobody who changes it.
type Head struct {
	Version      Version
	Status       Status
	White, Black PlayerID // "" while the seat is open, and where nobody sits
	Delay        time.Duration
	Exhibit      bool
}

// ColorOf returns the seat that the player holds, nobody's for a spectator.
func (h Head) ColorOf(p PlayerID) Color {
	switch {
	case p == "":
		return ""
	case p == h.White:
		return White
	case p == h.Black:
		return Black
	}
	return ""
}

// Head returns a game's head as of now. It is for those who are about to change
// the game.
func (s *Service) Head(ctx context.Context, id ID) (Head, error) { return s.games.Head(ctx, id) }
