package web

import (
	"context"
	"sync"
)

// lanes let so many requests of an address read at once; the others wait, first
// come, first served. So a burst of requests from one address is worked off by and
// by, and a move of another finds a processor. A client that takes its answers
// slowly holds up nothing but its own address. It may be used from many goroutines.
type lanes struct {
	each int

	mu        sync.Mutex
	byAddress map[string]*lane
}

type lane struct {
	gate
	requests int // that read or wait
}

func newLanes(each int) *lanes { return &lanes{each: each, byAddress: make(map[string]*lane)} }

// enter waits for room in the lane of an address and returns how to leave it; or
// ctx's error.
func (ls *lanes) enter(ctx context.Context, address string) (leave func(), err error) {
	l := ls.join(address)
	if err := l.enter(ctx); err != nil {
		ls.part(address, l)
		return nil, err
	}
	return func() { l.leave(); ls.part(address, l) }, nil
}

func (ls *lanes) join(address string) *lane {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	l := ls.byAddress[address]
	if l == nil {
		l = &lane{gate: make(gate, ls.each)}
		ls.byAddress[address] = l
	}
	l.requests++
	return l
}

// part forgets a lane after its last request.
func (ls *lanes) part(address string, l *lane) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if l.requests--; l.requests == 0 {
		delete(ls.byAddress, address)
	}
}
