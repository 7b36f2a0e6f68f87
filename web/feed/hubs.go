package feed

import (
	"context"

	"kibitz/game"
	"kibitz/game/wire"
)

// Hub is where the events of games come from.
type Hub interface {
	// Follow follows games from cursors on, until the follower is closed.
	Follow(cursors ...game.Cursor) (wire.Follower, error)
	// Tell sends readers something that is not in the log.
	Tell(a *wire.Event)
}

// Lobby is where the list of seeks comes from.
type Lobby interface {
	// Since returns the list of seeks, or nil if it still is the one with that tag.
	Since(ctx context.Context, tag wire.ListTag) (*wire.SeekList, error)
	// Next waits until the list is another than that with the tag, and returns it.
	Next(ctx context.Context, tag wire.ListTag) (*wire.SeekList, error)
}
