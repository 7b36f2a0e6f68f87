package gametest

import (
	"slices"
	"sync"

	"kibitz/game"
)

// An Announcer remembers what it was told. Its methods may be called from many
// goroutines; the zero Announcer is ready.
type Announcer struct {
	mu     sync.Mutex
	events []game.Event
	doubts []game.ID
}

var _ game.Listener = (*Announcer)(nil)

// Announce remembers an event.
func (a *Announcer) Announce(c game.Change) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.events = append(a.events, c.Event)
}

// Doubt remembers a game.
func (a *Announcer) Doubt(id game.ID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.doubts = append(a.doubts, id)
}

// Events returns what was announced, in the order of the calls.
func (a *Announcer) Events() []game.Event {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.events)
}

// Doubts returns the games that were doubted, in the order of the calls.
func (a *Announcer) Doubts() []game.ID {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.doubts)
}
