package live

import (
	"context"
	"fmt"
	"sync"
	"time"

	"kibitz/game"
	"kibitz/game/internal/tasks"
)

// Longest that one reading may take before its readers are told that the log cannot
// be reached.
const lookTimeout = 5 * time.Second

var errClosed = fmt.Errorf("%w: the server has stopped", game.ErrUnavailable)

// A look keeps a room or the lobby in step with the log. It counts doubts, and reads
// the log on behalf of everyone who needs them settled. The owner can be trusted
// once every doubt has been followed by a reading that began after it. A flag would
// not do, because a reading that begins before a doubt and ends after it must not
// clear it.
//
// The owner's mutex guards a look. It is held when a method is called.
type look struct {
	owner owner
	mu    sync.Locker // the owner's
	tasks *tasks.Group
	gap   time.Duration // least time between the starts of two readings

	doubts, settled int
	reading         *reading  // under way, or waiting for its time; nil if none
	began           time.Time // when the last reading did
}

// An owner is a room or a lobby, which has a look.
type owner interface {
	// read reads the log, without the mutex. It returns a function that adopts the
	// result, which is called with the mutex held.
	read(ctx context.Context) (adopt func() error, err error)
	// looked is called with the mutex held once a reading has ended.
	looked(err error)
}

// A reading is shared by all who wait for it.
type reading struct {
	done chan struct{}
	err  error // known once done is closed
}

// doubt records that the log may have something that the owner does not know.
func (l *look) doubt() { l.doubts++ }

// trusted reports whether all doubts have been settled.
func (l *look) trusted() bool { return l.settled == l.doubts }

// idle returns the time since the last reading began; 0 while one is under way.
func (l *look) idle() time.Duration {
	if l.reading != nil {
		return 0
	}
	return time.Since(l.began)
}

// begin starts a reading, or joins the one under way.
func (l *look) begin() *reading {
	if l.reading != nil {
		return l.reading
	}
	r := &reading{done: make(chan struct{})}
	l.reading = r
	pause := l.gap - time.Since(l.began)
	if !l.tasks.Go(func(ctx context.Context) { l.run(ctx, pause) }) {
		l.end(errClosed)
	}
	return r
}

// refresh waits for a reading and returns its error, or ctx's. A reading belongs
// to all who wait for it, so it does not end with one of them.
func (l *look) refresh(ctx context.Context) error {
	r := l.begin()
	if err := l.wait(ctx, r.done); err != nil {
		return err
	}
	return r.err
}

// wait releases the mutex until a channel is closed.
func (l *look) wait(ctx context.Context, done <-chan struct{}) error {
	l.mu.Unlock()
	defer l.mu.Lock()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// run reads after a pause.
func (l *look) run(ctx context.Context, pause time.Duration) {
	if pause > 0 {
		select {
		case <-time.After(pause):
		case <-ctx.Done():
		}
	}
	l.mu.Lock()
	l.began = time.Now()
	doubts := l.doubts
	l.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, lookTimeout)
	defer cancel()
	adopt, err := l.owner.read(ctx)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err == nil {
		err = adopt()
	}
	if err == nil {
		l.settled = doubts
	}
	l.end(err)
}

func (l *look) end(err error) {
	r := l.reading
	l.reading, r.err = nil, err
	close(r.done)
	l.owner.looked(err)
}
