package feed

import "sync"

// waiting counts the readers that wait for events, in all and by address, and admits
// only so many. It may be used from many goroutines.
type waiting struct {
	limits Limits

	mu        sync.Mutex
	all       int
	byAddress map[string]tally // only addresses with a reader
}

// A tally is what one address has waiting.
type tally struct{ readers, boards int }

func newWaiting(l Limits) *waiting {
	return &waiting{limits: l.withDefaults(), byAddress: make(map[string]tally)}
}

// enter counts a reader until it calls leave. ok is false if there are too many, in all
// or from its address; then leave does nothing.
func (w *waiting) enter(a About) (leave func(), ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.byAddress[a.From.Address]
	if w.all >= w.limits.Readers || now.readers >= w.limits.ReadersPerAddress || now.boards+len(a.Games) > boardsPerAddress {
		return func() {}, false
	}
	w.add(a, 1)
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.add(a, -1)
	}, true
}

// add is called with mu held.
func (w *waiting) add(a About, n int) {
	w.all += n
	now := w.byAddress[a.From.Address]
	now.readers += n
	now.boards += n * len(a.Games)
	if now.readers == 0 {
		delete(w.byAddress, a.From.Address)
		return
	}
	w.byAddress[a.From.Address] = now
}
