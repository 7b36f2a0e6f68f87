package web

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"kibitz/game"
	"kibitz/game/wire"
	"kibitz/web/cache"
	"kibitz/web/limit"
)

var errSeeksHere = limit.NewUsedUp(fmt.Sprintf("%d players on your network are waiting already; join one of them, or try again later", seeksPerAddress), game.SeekFor)

// A seek that is still missing from the lobby's list this long after it began is
// over.
const listedAfter = 10 * time.Second

// seekers counts the seeks that each address has begun on this server, so that no
// address can fill the lobby. It may be used from many goroutines.
type seekers struct {
	list func(context.Context) (*wire.SeekList, error)
	head func(context.Context, game.ID) (game.Head, error)

	mu        sync.Mutex
	byAddress *simplelru.LRU[string, []*begunSeek]
}

// A begunSeek has no game until kept is called.
type begunSeek struct {
	game game.ID
	at   time.Time
}

func newSeekers(list func(context.Context) (*wire.SeekList, error), head func(context.Context, game.ID) (game.Head, error)) *seekers {
	return &seekers{list: list, head: head, byAddress: cache.NewLRU[string, []*begunSeek](maxSeekers, nil)}
}

// begin counts a seek of an address; errSeeksHere if the address has its maximum.
// The caller must call kept with the game that was created, "" for none.
func (s *seekers) begin(ctx context.Context, address string) (kept func(game.ID), err error) {
	var over map[game.ID]bool
	if begun := s.begun(address); len(begun) >= seeksPerAddress {
		if over, err = s.over(ctx, begun); err != nil {
			return nil, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	begun, _ := s.byAddress.Get(address)
	begun = slices.DeleteFunc(begun, func(b *begunSeek) bool { return over[b.game] })
	if len(begun) >= seeksPerAddress {
		s.byAddress.Add(address, begun)
		return nil, errSeeksHere
	}
	seek := &begunSeek{at: time.Now()}
	s.byAddress.Add(address, append(begun, seek))
	return func(id game.ID) { s.kept(address, seek, id) }, nil
}

// begun returns a copy of an address's seeks.
func (s *seekers) begun(address string) (all []begunSeek) {
	s.mu.Lock()
	defer s.mu.Unlock()
	begun, _ := s.byAddress.Peek(address)
	for _, b := range begun {
		all = append(all, *b)
	}
	return all
}

// over returns which of the given seeks are no longer open. If the list is full, a
// seek may be open and not listed: then the games of a few unlisted ones, chosen at
// random, are read.
func (s *seekers) over(ctx context.Context, begun []begunSeek) (map[game.ID]bool, error) {
	list, err := s.list(ctx)
	if err != nil {
		return nil, err
	}
	listed := make(map[game.ID]bool, len(list.Seeks))
	for _, seek := range list.Seeks {
		listed[seek.Game] = true
	}
	missing := slices.DeleteFunc(begun, func(b begunSeek) bool {
		return b.game == "" || listed[b.game] || time.Since(b.at) <= listedAfter
	})
	full := len(list.Seeks) >= game.MaxSeekList
	if full {
		rand.Shuffle(len(missing), func(i, j int) { missing[i], missing[j] = missing[j], missing[i] })
		missing = missing[:min(len(missing), lookedAtOnce)]
	}
	over := make(map[game.ID]bool)
	for _, b := range missing {
		if full {
			head, err := s.head(ctx, b.game)
			if err != nil && !errors.Is(err, game.ErrNotFound) {
				return nil, err
			}
			if err == nil && head.Status == game.Open {
				continue
			}
		}
		over[b.game] = true
	}
	return over, nil
}

// kept records the game of a seek, or removes the seek if there is none.
func (s *seekers) kept(address string, seek *begunSeek, id game.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if seek.game = id; id != "" {
		return
	}
	begun, _ := s.byAddress.Peek(address)
	if begun = slices.DeleteFunc(begun, func(b *begunSeek) bool { return b == seek }); len(begun) > 0 {
		s.byAddress.Add(address, begun)
	} else {
		s.byAddress.Remove(address)
	}
}
