package shelf

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"kibitz/game"
	"kibitz/web/feed"
)

// A Shelf reads games as they stand, once for all that ask, and keeps what it has
// read: of a game that is on it, only the head is read again, to see whether it
// has changed. No answer is older than its question. It may be used from many
// goroutines.
type Shelf struct {
	from  Snapshots
	now   func() time.Time // by which games are played
	games *Shared[shelfKey, game.Snapshot]

	mu    sync.Mutex
	kept  *simplelru.LRU[shelfKey, game.Snapshot]
	bytes int // of all that are kept
}

// A shelfKey names a game as seen at once, or by spectators who are kept behind.
type shelfKey struct {
	game  game.ID
	delay time.Duration
}

// New returns a shelf of games from a log, by the time of games.
func New(from Snapshots, now func() time.Time) *Shelf {
	s := &Shelf{from: from, now: now}
	s.games = NewShared(s.read)
	kept, err := simplelru.NewLRU(shelfGames, func(_ shelfKey, g game.Snapshot) { s.bytes -= SizeOf(g) })
	if err != nil {
		panic(err) // the size is a constant above 0
	}
	s.kept = kept
	return s
}

// See returns a game as it stands for a reader in a chair.
func (s *Shelf) See(ctx context.Context, id game.ID, c feed.Chair) (game.Snapshot, error) {
	return s.games.Get(ctx, shelfKey{id, c.Delay})
}

// read is called for one reader of a view at a time.
func (s *Shelf) read(ctx context.Context, k shelfKey) (game.Snapshot, error) {
	if kept, ok := s.get(k); ok {
		switch same, err := s.same(ctx, k, kept); {
		case errors.Is(err, game.ErrNotFound):
			s.drop(k)
			return game.Snapshot{}, err
		case err != nil:
			return game.Snapshot{}, err
		case same:
			return kept, nil
		}
	}
	g, err := s.snapshot(ctx, k)
	if err == nil {
		s.put(k, g)
	}
	return g, err
}

// same reports whether nothing has happened to a game that is kept.
func (s *Shelf) same(ctx context.Context, k shelfKey, kept game.Snapshot) (bool, error) {
	if k.delay > 0 {
		events, _, err := s.from.TailAsOf(ctx, k.game, kept.Version, s.now().Add(-k.delay))
		return len(events) == 0, err
	}
	head, err := s.from.Head(ctx, k.game)
	return head.Version == kept.Version, err
}

func (s *Shelf) snapshot(ctx context.Context, k shelfKey) (game.Snapshot, error) {
	if k.delay > 0 {
		return s.from.SnapshotAsOf(ctx, k.game, s.now().Add(-k.delay))
	}
	return s.from.Snapshot(ctx, k.game)
}

func (s *Shelf) get(k shelfKey) (game.Snapshot, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kept.Get(k)
}

// put keeps a game, in place of those unused for longest.
func (s *Shelf) put(k shelfKey, g game.Snapshot) {
	size := SizeOf(g)
	if size > shelfBytes/4 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept.Remove(k)
	s.kept.Add(k, g)
	for s.bytes += size; s.bytes > shelfBytes; {
		s.kept.RemoveOldest()
	}
}

func (s *Shelf) drop(k shelfKey) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept.Remove(k)
}

// SizeOf is about how many bytes a game takes in memory, which is also a measure
// of the work to show it.
func SizeOf(g game.Snapshot) int {
	const ofGame, ofPly, ofMessage = 1000, 160, 160
	n := ofGame
	for _, p := range g.Plies {
		n += ofPly + len(p.FEN)
	}
	for _, m := range g.Chat {
		n += ofMessage + len(m.Text)
	}
	if g.Source != nil {
		n += len(g.Source.Movetext)
		for _, c := range g.Source.Comments {
			n += len(c)
		}
		for _, t := range g.Source.Tags {
			n += len(t.Name) + len(t.Value)
		}
	}
	return n
}
