package wire

import (
	"context"

	"kibitz/game"
)

// A Follower gives one reader the events of the games that it follows, each with a
// cursor of its own. It is used by one goroutine at a time.
//
// Its errors may be game.ErrFar if a cursor is too far from its game for events, ctx's,
// or the log's. After an error the same call can be made again.
type Follower interface {
	// Now returns the events of the game at a place after its cursor, in order, and
	// moves the cursor behind them; none if there are none. Places count from 0.
	Now(ctx context.Context, place int) ([]*Event, error)
	// Next waits until one of the games has events after its cursor, and returns
	// them with its place. Games that have something take turns. The error is
	// game.ErrEnded when all are over, and all has been read.
	Next(ctx context.Context) (place int, events []*Event, err error)
	// Seek moves the cursor of a game to the version of a snapshot.
	Seek(place int, after game.Version)
	// Close lets go of the games. It may be called more than once.
	Close()
}
