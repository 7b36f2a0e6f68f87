package live

import (
	"context"

	"kibitz/game"
	"kibitz/game/wire"
)

// Since is a poll: it returns the events of one game after a cursor.
func (h *Hub) Since(ctx context.Context, c game.Cursor) ([]*wire.Event, error) {
	f, err := h.Follow(c)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Now(ctx, 0)
}

// Next is a long poll: it waits for events of one game after a cursor.
func (h *Hub) Next(ctx context.Context, c game.Cursor) ([]*wire.Event, error) {
	_, events, err := h.Any(ctx, c)
	return events, err
}

// Any is a long poll of several games.
func (h *Hub) Any(ctx context.Context, cursors ...game.Cursor) (int, []*wire.Event, error) {
	f, err := h.Follow(cursors...)
	if err != nil {
		return 0, nil, err
	}
	defer f.Close()
	return f.Next(ctx)
}
