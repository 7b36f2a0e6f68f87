package live

import (
	"context"
	"slices"
	"sync"
	"time"

	"kibitz/game"
)

const (
	// The lobby reads the seeks at most this often, however much happens …
	seeksGap = 100 * time.Millisecond
	// … and this often while somebody reads although nothing told it to: other
	// servers have seeks too, and seeks end. After an error it tries sooner.
	seeksEvery = 5 * time.Second
	seeksAgain = time.Second
)

// Seeks is where the lobby looks.
type Seeks interface {
	// Seeks returns the open seeks, those that have waited for longest first. Of more
	// than limit, it returns the half that has waited for longest and the half that
	// came last.
	Seeks(ctx context.Context, at time.Time, limit int) ([]game.Seek, error)
}

// A Lobby is the list of all seeks as its readers see it: small, read as a
// whole, once for all of them, and only while there are any. It has no cursor
// but the list's tag.
//
// Its methods may be called from many goroutines.
type Lobby struct {
	// Now is as in a Hub.
	Now func() time.Time

	seeks Seeks

	mu      sync.Mutex
	list    *game.SeekList // the newest that was read; nil before the first
	bell    chan struct{}  // closed, and replaced, when there is another list
	readers int            // who wait for that

	// As in a room: a look settles the doubts that came before it began.
	doubts, settled int
	look            *seeksLook // under way, or waiting for its time; nil if none
	looked          time.Time  // when the last one began
	timer           *time.Timer
}

// A seeksLook is one reading of the seeks, shared by all readers who need one.
type seeksLook struct {
	done chan struct{}
	err  error
}

var _ Audience = (*Lobby)(nil)

// NewLobby makes a lobby that reads the seeks.
func NewLobby(seeks Seeks) *Lobby {
	return &Lobby{Now: time.Now, seeks: seeks, bell: make(chan struct{})}
}

// Announce looks for seeks if the change may have made or ended one.
func (l *Lobby) Announce(c game.Change) {
	if c.Kind == game.Created || c.Kind == game.Joined || c.Kind == game.Abort {
		l.Rouse()
	}
}

// Doubt looks for seeks: the game may be one.
func (l *Lobby) Doubt(game.ID) { l.Rouse() }

// Rouse says that the seeks may have changed.
func (l *Lobby) Rouse() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.doubts++
	if l.readers > 0 {
		l.begin()
	}
}

// Since returns the seeks if they are not the list with that tag, and nil if
// they are. When they cannot be read it goes by the last list; the error is
// ctx's, or the store's if there was no list yet.
func (l *Lobby) Since(ctx context.Context, tag game.ListTag) (*game.SeekList, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	list, err := l.current(ctx)
	if err != nil || list.Tag == tag {
		return nil, err
	}
	return list, nil
}

// Next waits until the seeks are not the list with that tag, and returns them.
// Its errors are those of Since.
func (l *Lobby) Next(ctx context.Context, tag game.ListTag) (*game.SeekList, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.readers++
	defer func() { l.readers-- }()
	list, err := l.current(ctx)
	for err == nil && list.Tag == tag {
		if l.timer == nil {
			l.plan(seeksEvery)
		}
		err = l.wait(ctx, l.bell)
		list = l.list
	}
	if err != nil {
		return nil, err
	}
	return list, nil
}

// current returns the list, after a look if there is reason to doubt it.
func (l *Lobby) current(ctx context.Context) (*game.SeekList, error) {
	if l.look == nil && time.Since(l.looked) >= seeksEvery {
		l.doubts++
	}
	for doubts := l.doubts; l.settled < doubts || l.list == nil; {
		look := l.begin()
		if err := l.wait(ctx, look.done); err != nil {
			return nil, err
		}
		if look.err != nil && l.list == nil {
			return nil, look.err
		}
		if look.err != nil {
			break
		}
	}
	return l.list, nil
}

// wait gives the lobby free until a channel is closed.
func (l *Lobby) wait(ctx context.Context, done <-chan struct{}) error {
	l.mu.Unlock()
	defer l.mu.Lock()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// begin starts a look, or joins the one that is to come.
func (l *Lobby) begin() *seeksLook {
	if l.look == nil {
		l.look = &seeksLook{done: make(chan struct{})}
		go l.read(l.look, seeksGap-time.Since(l.looked))
	}
	return l.look
}

// read does a look once its time has come.
func (l *Lobby) read(look *seeksLook, pause time.Duration) {
	time.Sleep(pause)
	l.mu.Lock()
	doubts := l.doubts
	l.looked = time.Now()
	l.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), lookTimeout)
	defer cancel()
	seeks, err := l.seeks.Seeks(ctx, l.Now(), game.MaxSeekList)
	l.mu.Lock()
	defer l.mu.Unlock()
	if err == nil {
		err = l.take(seeks)
	}
	again := seeksAgain
	if l.look = nil; err == nil {
		l.settled, again = doubts, seeksEvery
	}
	look.err = err
	close(look.done)
	switch {
	case l.readers == 0:
	case err == nil && l.settled < l.doubts:
		l.begin()
	default:
		l.plan(again)
	}
}

// take makes what was read the list, if it is another one. Who has waited for
// longest comes first, so that newcomers do not move the others.
func (l *Lobby) take(seeks []game.Seek) error {
	if l.list != nil && slices.Equal(seeks, l.list.Seeks) {
		return nil
	}
	list, err := game.NewSeekList(seeks)
	if err != nil {
		return err
	}
	l.list = list
	close(l.bell)
	l.bell = make(chan struct{})
	return nil
}

// plan sets the time of the next look.
func (l *Lobby) plan(after time.Duration) {
	if l.timer != nil {
		l.timer.Stop()
	}
	l.timer = time.AfterFunc(after, l.lookAgain)
}

// lookAgain looks because it is time to, if anybody is there to see it.
func (l *Lobby) lookAgain() {
	l.mu.Lock()
	l.timer = nil
	l.mu.Unlock()
	l.Rouse()
}
