package wire

import (
	"context"

	"kibitz/game"
)

// A Follower gives one reader the events of the games that it follows; each game has
// its own cursor. It is used by one goroutine at a time.
//
// Its errors are game.ErrFar, if a cursor is too far from its game's version, or
// those of ctx or the log. After an error the same call can be repeated.
type Follower interface {
	// Now returns the events after the cursor of the game at a place, in order, and
	// moves the cursor past them. There may be none. Places count from 0.
	Now(ctx context.Context, place int) ([]*Event, error)
	// Next waits until one of the games has events after its cursor, and returns
	// them with its place. Games with new events take turns. The error is
	// game.ErrEnded once all games are over and all events have been read.
	Next(ctx context.Context) (place int, events []*Event, err error)
	// Seek moves the cursor of a game to the version of a snapshot.
	Seek(place int, after game.Version)
	// Close stops following the games. It may be called more than once.
	Close()
}
