package live

import (
	"context"
	"slices"
	"sync"
	"time"

	"kibitz/game"
	"kibitz/game/internal/tasks"
	"kibitz/game/wire"
)

const (
	// The lobby reads the seeks at most this often, however much happens …
	seeksGap = 100 * time.Millisecond
	// … and this often while somebody reads, even without an announcement: other
	// servers have seeks too, and seeks end. After an error it tries sooner.
	seeksEvery = 5 * time.Second
	seeksAgain = time.Second
)

// Seeks is where the lobby looks.
type Seeks interface {
	// Seeks returns the open seeks, longest wait first. If there are more than limit,
	// half of those returned are the oldest and half the newest.
	Seeks(ctx context.Context, at time.Time, limit int) ([]game.Seek, error)
}

// A Lobby is the list of all seeks as its readers see it. The list is small, and read
// as a whole, once for all readers, and only while there are any. Its only cursor is
// the list's tag.
//
// Its methods may be called from many goroutines.
type Lobby struct {
	// Now is as in a Hub.
	Now func() time.Time

	seeks Seeks
	tasks *tasks.Group

	mu      sync.Mutex
	look    look           // for seeks
	list    *wire.SeekList // the newest read; nil before the first
	bell    chan struct{}  // closed and replaced when the list changes
	readers int            // waiting for that
	timer   *time.Timer    // for the next look; nil if none is planned
}

var _ Audience = (*Lobby)(nil)

// NewLobby makes a lobby that reads the seeks.
func NewLobby(seeks Seeks) *Lobby {
	l := &Lobby{Now: time.Now, seeks: seeks, tasks: tasks.New(), bell: make(chan struct{})}
	l.look = look{owner: l, mu: &l.mu, tasks: l.tasks, gap: seeksGap}
	return l
}

// Close stops looking for seeks, and returns when no look is under way. Call it when
// nobody reads any more.
func (l *Lobby) Close() {
	l.mu.Lock()
	if l.timer != nil {
		l.timer.Stop()
	}
	l.mu.Unlock()
	l.tasks.Close()
}

// Announce looks for seeks if the change may have made or ended one.
func (l *Lobby) Announce(c game.Change) {
	if c.Kind == game.Created || c.Kind == game.Joined || c.Kind == game.Aborted {
		l.Rouse()
	}
}

// Doubt looks for seeks: the game may be one.
func (l *Lobby) Doubt(game.ID) { l.Rouse() }

// Rouse reports that the seeks may have changed.
func (l *Lobby) Rouse() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.look.doubt()
	if l.readers > 0 {
		l.look.begin()
	}
}

// Since returns the seeks, or nil if they are the list with that tag. If they cannot
// be read, it uses the last list. The error is ctx's, or the store's if there was no
// list yet.
func (l *Lobby) Since(ctx context.Context, tag wire.ListTag) (*wire.SeekList, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	list, err := l.current(ctx)
	if err != nil || list.Tag == tag {
		return nil, err
	}
	return list, nil
}

// Next waits until the seeks differ from the list with that tag, and returns them.
// Its errors are those of Since.
func (l *Lobby) Next(ctx context.Context, tag wire.ListTag) (*wire.SeekList, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.readers++
	defer func() { l.readers-- }()
	list, err := l.current(ctx)
	for err == nil && list.Tag == tag {
		if l.timer == nil {
			l.plan(seeksEvery)
		}
		err = l.look.wait(ctx, l.bell)
		list = l.list
	}
	if err != nil {
		return nil, err
	}
	return list, nil
}

// current returns the list, after a look if there is reason to doubt it.
func (l *Lobby) current(ctx context.Context) (*wire.SeekList, error) {
	if l.look.idle() >= seeksEvery {
		l.look.doubt()
	}
	for doubts := l.look.doubts; l.look.settled < doubts || l.list == nil; {
		err := l.look.refresh(ctx)
		switch {
		case err == nil:
		case ctx.Err() != nil, l.list == nil:
			return nil, err
		default:
			return l.list, nil
		}
	}
	return l.list, nil
}

// read reads the seeks.
func (l *Lobby) read(ctx context.Context) (adopt func() error, err error) {
	seeks, err := l.seeks.Seeks(ctx, l.Now(), game.MaxSeekList)
	return func() error { return l.take(seeks) }, err
}

// looked plans or begins the next look, if anybody waits.
func (l *Lobby) looked(err error) {
	switch {
	case l.readers == 0:
	case err != nil:
		l.plan(seeksAgain)
	case l.look.trusted():
		l.plan(seeksEvery)
	default:
		l.look.begin()
	}
}

// take replaces the list if what was read differs. The longest wait comes first, so
// that new seeks do not move the others.
func (l *Lobby) take(seeks []game.Seek) error {
	if l.list != nil && slices.Equal(seeks, l.list.Seeks) {
		return nil
	}
	list, err := wire.NewSeekList(seeks)
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
	l.timer = l.tasks.AfterFunc(after, func(context.Context) {
		l.mu.Lock()
		l.timer = nil
		l.mu.Unlock()
		l.Rouse()
	})
}
