package live

import (
	"context"
	"time"

	"kibitz/game"
)

// A late room is for delayed spectators. It ignores announcements, and looks into
// the log when an event has become old enough to be seen, once for all who wait
// there.

// expect plans for an event that can be seen later, or at once if it ends the game,
// because then there is nothing left to hide.
func (r *room) expect(e game.Event) {
	if e.Status == game.Over {
		r.doubt()
		return
	}
	r.change(func() (news bool) {
		if news = e.Ply == 0; news {
			r.look.doubt()
		} else {
			r.wake(e.At)
		}
		return news
	})
}

// wake makes the room look when an event that happened at a time can be seen.
// It is called with the room's mutex held.
func (r *room) wake(happened time.Time) {
	if r.closed {
		return // a reading may end after its readers have left
	}
	at := happened.Add(r.delay)
	if r.next != nil {
		if !at.Before(r.showsAt) {
			return
		}
		r.next.Stop()
	}
	r.showsAt = at
	r.next = r.tasks.AfterFunc(at.Sub(r.now()), func(context.Context) {
		r.mu.Lock()
		if r.showsAt.Equal(at) {
			r.next = nil
		}
		r.mu.Unlock()
		r.doubt()
	})
}

// close stops the timer of a room that has ended.
func (r *room) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
	if r.next != nil {
		r.next.Stop()
	}
}

// tailAfter reads the events that the room's readers may see.
func (r *room) tailAfter(ctx context.Context, head game.Version) ([]game.Event, error) {
	if !r.late {
		return r.log.Tail(ctx, r.game, head)
	}
	events, next, err := r.log.TailAsOf(ctx, r.game, head, r.now().Add(-r.delay))
	if err == nil && !next.IsZero() {
		r.mu.Lock()
		r.wake(next)
		r.mu.Unlock()
	}
	return events, err
}
