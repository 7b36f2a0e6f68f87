package main

import (
	"fmt"
	"sync"
	"sync/atomic"
)

// A tally counts what the readers of one transport see. It may be used from many
// goroutines.
type tally struct {
	name    string
	readers int

	connected                             atomic.Int64
	delivered, snapshots                  atomic.Int64
	requests, empty, up, down, reconnects atomic.Int64
	missed, doubled, reordered, errors    atomic.Int64

	delivery, sinceSent histogram

	before   flow // before the first move, which does not count
	measured flow // from the first move until all readers had the last
}

// A flow is the traffic of some readers.
type flow struct {
	Delivered int64 `json:"delivered"`
	Requests  int64 `json:"requests"`
	Empty     int64 `json:"empty"` // answers that said nothing
	Up        int64 `json:"up"`    // bytes, with headers and framing
	Down      int64 `json:"down"`
}

func (t *tally) now() flow {
	return flow{t.delivered.Load(), t.requests.Load(), t.empty.Load(), t.up.Load(), t.down.Load()}
}

func (f flow) less(b flow) flow {
	return flow{f.Delivered - b.Delivered, f.Requests - b.Requests, f.Empty - b.Empty, f.Up - b.Up, f.Down - b.Down}
}

func (f flow) plus(b flow) flow { return f.less(flow{}.less(b)) }

func (t *tally) fault(what verdict) {
	switch what {
	case missed:
		t.missed.Add(1)
	case doubled:
		t.doubled.Add(1)
	case reordered:
		t.reordered.Add(1)
	}
}

func (t *tally) faults() int64 {
	return t.missed.Load() + t.doubled.Load() + t.reordered.Load() + t.errors.Load()
}

// Most faults that are reported one by one.
const mostFaults = 20

// faults keeps descriptions of what went wrong. It may be used from many
// goroutines.
type faults struct {
	mu    sync.Mutex
	all   int
	first []string
}

func (f *faults) note(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.all++; f.all <= mostFaults {
		f.first = append(f.first, fmt.Sprintf(format, args...))
	}
}

// list returns the first faults, and says how many more there are.
func (f *faults) list() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	list := append([]string(nil), f.first...)
	if more := f.all - len(f.first); more > 0 {
		list = append(list, fmt.Sprintf("and %d more", more))
	}
	return list
}
