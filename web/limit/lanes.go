package limit

import (
	"context"
	"sync"
)

// Lanes let so many requests of an address read at once; the others wait, first
// come, first served. So a burst of requests from one address is worked off by and
// by, and a move of another finds a processor. A client that takes its answers
// slowly holds up nothing but its own address. It may be used from many goroutines.
type Lanes struct {
	each int

	mu        sync.Mutex
	byAddress map[string]*lane
}

type lane struct {
	Gate
	requests int // that read or wait
}

// NewLanes lets each requests of an address in at once.
func NewLanes(each int) *Lanes { return &Lanes{each: each, byAddress: make(map[string]*lane)} }

// Enter waits for room in the lane of an address and returns how to leave it; or
// ctx's error.
func (ls *Lanes) Enter(ctx context.Context, address string) (leave func(), err error) {
	l := ls.join(address)
	if err := l.Enter(ctx); err != nil {
		ls.part(address, l)
		return nil, err
	}
	return func() { l.Leave(); ls.part(address, l) }, nil
}

func (ls *Lanes) join(address string) *lane {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	l := ls.byAddress[address]
	if l == nil {
		l = &lane{Gate: make(Gate, ls.each)}
		ls.byAddress[address] = l
	}
	l.requests++
	return l
}

// part forgets a lane after its last request.
func (ls *Lanes) part(address string, l *lane) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if l.requests--; l.requests == 0 {
		delete(ls.byAddress, address)
	}
}
