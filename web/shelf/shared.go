package shelf

import (
	"context"
	"fmt"
	"sync"
)

// A Shared reads something once for all callers that asked before the reading began.
// A later caller waits for the next reading, since the current one may miss changes
// that the caller knows of. So no answer is older than its question, and there is
// only one reading of a key at a time. It may be used from many goroutines.
type Shared[K comparable, V any] struct {
	read func(ctx context.Context, key K) (V, error)

	mu    sync.Mutex
	lines map[K]*line[V] // of keys being read
}

// A line is the current reading of a key, and the next one if somebody waits for it.
type line[V any] struct{ current, next *reading[V] }

// A reading is the result of a read, valid once done is closed.
type reading[V any] struct {
	done  chan struct{}
	value V
	err   error
}

// NewShared returns a Shared that reads with read.
func NewShared[K comparable, V any](read func(context.Context, K) (V, error)) *Shared[K, V] {
	return &Shared[K, V]{read: read, lines: make(map[K]*line[V])}
}

// Get returns the current value. It is shared and must not be changed.
func (s *Shared[K, V]) Get(ctx context.Context, key K) (V, error) {
	r := s.join(key)
	select {
	case <-r.done:
		return r.value, r.err
	case <-ctx.Done():
		var none V
		return none, ctx.Err()
	}
}

// join returns a reading that has not begun.
func (s *Shared[K, V]) join(key K) *reading[V] {
	s.mu.Lock()
	defer s.mu.Unlock()
	l := s.lines[key]
	switch {
	case l == nil:
		l = &line[V]{current: newReading[V]()}
		s.lines[key] = l
		go s.run(key, l)
		return l.current
	case l.next == nil:
		l.next = newReading[V]()
	}
	return l.next
}

func newReading[V any]() *reading[V] { return &reading[V]{done: make(chan struct{})} }

// run reads until nobody waits for a reading. A reading belongs to many requests, so
// it does not end with one of them.
func (s *Shared[K, V]) run(key K, l *line[V]) {
	for r := l.current; r != nil; {
		s.fill(key, r)
		s.mu.Lock()
		close(r.done)
		r = l.next
		if l.current, l.next = r, nil; r == nil {
			delete(s.lines, key)
		}
		s.mu.Unlock()
	}
}

// fill does one reading. It turns a panic into the reading's error: net/http
// recovers panics of requests, but not of this goroutine.
func (s *Shared[K, V]) fill(key K, r *reading[V]) {
	ctx, cancel := context.WithTimeout(context.Background(), sharedTimeout)
	defer cancel()
	defer func() {
		if fault := recover(); fault != nil {
			r.err = fmt.Errorf("reading %v: panic: %v", key, fault)
		}
	}()
	r.value, r.err = s.read(ctx, key)
}
