package web

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"kibitz/game"
)

var errSeeksHere = fmt.Errorf("%d players on your network are waiting already; join one of them, or try again later", seeksPerAddress)

// A seek that is not in the lobby's list so long after it was begun is over.
const listedAfter = 10 * time.Second

// seekers knows which seeks each address has begun on this server, so that no
// address fills the lobby. It may be used from many goroutines.
type seekers struct {
	list func(context.Context) (*game.SeekList, error)

	mu        sync.Mutex
	byAddress *simplelru.LRU[string, []*begunSeek]
}

// A begunSeek has no game until that is kept.
type begunSeek struct {
	game game.ID
	at   time.Time
}

func newSeekers(list func(context.Context) (*game.SeekList, error)) *seekers {
	return &seekers{list: list, byAddress: newLRU[string, []*begunSeek](maxSeekers, nil)}
}

// begin counts a seek of an address; errSeeksHere if it has as many as it may.
// The caller calls kept with the game that was made, "" for none.
func (s *seekers) begin(ctx context.Context, address string) (kept func(game.ID), err error) {
	var list *game.SeekList
	if s.count(address) >= seeksPerAddress {
		if list, err = s.list(ctx); err != nil {
			return nil, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	begun, _ := s.byAddress.Get(address)
	if list != nil {
		begun = slices.DeleteFunc(begun, func(b *begunSeek) bool { return b.over(list) })
	}
	if len(begun) >= seeksPerAddress {
		s.byAddress.Add(address, begun)
		return nil, errSeeksHere
	}
	seek := &begunSeek{at: time.Now()}
	s.byAddress.Add(address, append(begun, seek))
	return func(id game.ID) { s.kept(address, seek, id) }, nil
}

func (s *seekers) count(address string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	begun, _ := s.byAddress.Peek(address)
	return len(begun)
}

// kept notes which game a seek has become, or forgets it.
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

// over reports whether a seek is not open any more. In a list that is full one
// cannot tell.
func (b *begunSeek) over(list *game.SeekList) bool {
	return time.Since(b.at) > listedAfter && len(list.Seeks) < game.MaxSeekList &&
		!slices.ContainsFunc(list.Seeks, func(s game.Seek) bool { return s.Game == b.game })
}
