package live

import (
	"context"
	"reflect"

	"kibitz/game"
)

// Any waits until one of several games has events after its cursor, and
// returns its place among the cursors with the events. The error may be
// game.ErrFar or game.ErrEnded, of the game at that place, ctx's, or the log's.
// Games are looked at in the order of the cursors: a caller that is fair puts
// the one that was answered last.
func (h *Hub) Any(ctx context.Context, cursors []game.Cursor) (int, []*game.Announcement, error) {
	rooms := make([]*room, len(cursors))
	for i, c := range cursors {
		r, err := h.enter(c)
		if err != nil {
			return i, nil, err
		}
		defer h.leave(r)
		rooms[i] = r
	}
	for {
		bells := []reflect.SelectCase{waitFor(ctx.Done())}
		for i, c := range cursors {
			events, now, err := rooms[i].since(ctx, c)
			switch {
			case err != nil || len(events) > 0:
				return i, events, err
			case now.over:
				return i, nil, game.ErrEnded
			}
			bells = append(bells, waitFor(now.bell))
		}
		if rung, _, _ := reflect.Select(bells); rung == 0 {
			return 0, nil, ctx.Err()
		}
	}
}

func waitFor(c <-chan struct{}) reflect.SelectCase {
	return reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(c)}
}
