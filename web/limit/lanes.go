package limit

import (
	"context"
	"sync"
)

// Lanes limit how many requests of one address read at once; the others wait, first
// come, first served. A burst of requests from one address is thus worked off
// gradually, and a move from another address finds a processor. A client that reads
// its answers slowly delays only its own address. It may be used from many
// goroutines.
type Lanes struct {
	each int

	mu        sync.Mutex
	byAddress map[string]*lane
}

type lane struct {
	Gate
	requests int // reading or waiting
}

// NewLanes admits each requests of an address at once.
func NewLanes(each int) *Lanes { return &Lanes{each: each, byAddress: make(map[string]*lane)} }

// Enter waits for room in an address's lane and returns the function that leaves it,
// or ctx's error.
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

// part removes a lane after its last request.
func (ls *Lanes) part(address string, l *lane) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if l.requests--; l.requests == 0 {
		delete(ls.byAddress, address)
	}
}
