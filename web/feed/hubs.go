package feed

import (
	"context"

	"kibitz/game"
)

// Hub is where the events of games come from.
type Hub interface {
	// Since returns the events after a cursor at once, none if there are none.
	Since(ctx context.Context, c game.Cursor) ([]*game.Announcement, error)
	// Next waits for events after a cursor.
	Next(ctx context.Context, c game.Cursor) ([]*game.Announcement, error)
	// Any waits for events of one of several games, and returns its place.
	Any(ctx context.Context, cursors []game.Cursor) (int, []*game.Announcement, error)
	// Tell tells readers something that is not in the log.
	Tell(a *game.Announcement)
}

// Lobby is where the list of seeks comes from.
type Lobby interface {
	// Since returns the seeks unless they are the list with that tag; then nil.
	Since(ctx context.Context, tag game.ListTag) (*game.SeekList, error)
	// Next waits until the seeks are not the list with that tag.
	Next(ctx context.Context, tag game.ListTag) (*game.SeekList, error)
}
