package shelf

import (
	"context"
	"time"

	"kibitz/game"
)

// Snapshots reads the state of games.
type Snapshots interface {
	// Head reads the version of a game and who holds its seats.
	Head(ctx context.Context, id game.ID) (game.Head, error)
	Snapshot(ctx context.Context, id game.ID) (game.Snapshot, error)
	// SnapshotAsOf reads a game as it was at the given time.
	SnapshotAsOf(ctx context.Context, id game.ID, at time.Time) (game.Snapshot, error)
	// TailAsOf reads the newest events after a version that are visible at the given
	// time.
	TailAsOf(ctx context.Context, id game.ID, after game.Version, at time.Time) (events []game.Event, next time.Time, err error)
}
