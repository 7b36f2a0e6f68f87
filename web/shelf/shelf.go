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

// A Shelf reads current games, once for all simultaneous requests, and caches them.
// For a cached game it reads only the head again, to see whether the game has
// changed. No answer is older than its question. It may be used from many
// goroutines.
type Shelf struct {
	from  Snapshots
	now   func() time.Time // the clock of games
	games *Shared[shelfKey, game.Snapshot]

	mu    sync.Mutex
	kept  *simplelru.LRU[shelfKey, game.Snapshot]
	bytes int // of all cached games
}

// A shelfKey names a game as seen without delay, or by delayed spectators.
type shelfKey struct {
	game  game.ID
	delay time.Duration
}

// New returns a shelf of games from a log, with the clock of games.
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

// See returns a game as a reader in the given chair sees it now.
func (s *Shelf) See(ctx context.Context, id game.ID, c feed.Chair) (game.Snapshot, error) {
	return s.games.Get(ctx, shelfKey{id, c.Delay})
}

// read runs once at a time for each key.
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

// same reports whether a cached game is unchanged.
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

// put caches a game, evicting those unused for longest.
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

// SizeOf is roughly how many bytes a game takes in memory, which is also a measure
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
