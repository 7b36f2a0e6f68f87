package bot

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"kibitz/game"
)

const (
	// No draw before this ply, that is, twenty moves by each side.
	earliestDraw = 40
	// Less than this, in centipawns, is no advantage.
	equal = 20
)

// move thinks, waits until a person could have thought, and plays.
func (c *Computers) move(ctx context.Context, s *game.Snapshot, d duty) error {
	thought, err := c.think(ctx, s, d.by)
	if err != nil {
		return err
	}
	if err := c.pause(ctx, s, d.by); err != nil {
		return err
	}
	_, err = c.service.Play(ctx, s.Game, d.by, thought.Move, s.Version, game.Timing{})
	return err
}

// answer allows a takeback, accepts a rematch if the opponent may play one more
// game, and accepts a draw late in a game that it is not winning.
func (c *Computers) answer(ctx context.Context, s *game.Snapshot, d duty) error {
	do, a := game.Action(d.offer), game.Accept
	if d.offer == game.OfferDraw {
		takes, err := c.takesDraw(ctx, s, d.by)
		if err != nil {
			return err
		}
		if !takes {
			a = game.Decline
		}
	}
	if err := c.pause(ctx, s, d.by); err != nil {
		return err
	}
	_, err := c.service.Do(ctx, s.Game, d.by, do, a)
	if errors.Is(err, game.ErrManyComputerGames) {
		_, err = c.service.Do(ctx, s.Game, d.by, do, game.Decline)
	}
	return err
}

func (c *Computers) takesDraw(ctx context.Context, s *game.Snapshot, by game.PlayerID) (bool, error) {
	if s.Ply < earliestDraw {
		return false, nil
	}
	thought, err := c.think(ctx, s, by)
	if s.ColorOf(by) != s.Turn() {
		thought.Score = -thought.Score
	}
	return thought.Score < equal, err
}

// think makes the pool search the position on the board, at the computer's level and
// for as long as its clock allows.
func (c *Computers) think(ctx context.Context, s *game.Snapshot, by game.PlayerID) (Thought, error) {
	moves := make([]string, len(s.Plies))
	for i, p := range s.Plies {
		moves[i] = p.UCI
	}
	level := by.ComputerLevel()
	opponent := s.White.ID
	if opponent == by {
		opponent = s.Black.ID
	}
	return c.Pool.Think(ctx, Request{
		Game: s.Game, Player: opponent, Address: c.addressOf(opponent), Within: c.within(longestWait, s, by),
		Task: func() Task {
			return Task{
				Level: level, StartFEN: s.StartFEN, Moves: moves, FEN: s.FEN,
				Limit: max(shortest, c.within(levelOf(level).limit, s, by)),
			}
		},
	})
}

// within limits d to the time that a player can afford to use.
func (c *Computers) within(d time.Duration, s *game.Snapshot, by game.PlayerID) time.Duration {
	tc := s.Clock.Control
	if !tc.Clocked() {
		return d
	}
	return min(d, share(s.Clock.Left(s.ColorOf(by), c.Now()), tc.Increment))
}

// pause waits until an answer to the latest event looks natural.
func (c *Computers) pause(ctx context.Context, s *game.Snapshot, by game.PlayerID) error {
	if c.Pause <= 0 {
		return ctx.Err()
	}
	d := c.within(c.Pause+rand.N(c.Pause), s, by)
	return wait(ctx, s.At.Add(d).Sub(c.Now()))
}
