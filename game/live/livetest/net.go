// Package livetest helps test joined servers. It has a bus in memory that can be cut
// and can lose letters, and tests for what every bus has to promise.
package livetest

import (
	"context"
	"errors"
	"slices"
	"sync"

	"kibitz/game/live"
)

// A Net is a Bus in memory, which all servers of a test share. Its methods may be
// called from many goroutines; the zero Net is ready.
type Net struct {
	mu    sync.Mutex
	ears  []*listener
	cut   bool
	fault func(live.Letter) []live.Letter
}

var _ live.Bus = (*Net)(nil)

// A listener is one ear, with what it has not been told yet.
type listener struct {
	ear   live.Ear
	tell  []func()
	there chan struct{} // holds a token if there is something to tell
}

var errCut = errors.New("the net is cut")

// Cut takes the net down, as when Redis ends.
func (n *Net) Cut() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.cut = true
	for _, l := range n.ears {
		for channel := range live.Channels {
			l.add(func() { l.ear.Lost(channel, errCut) })
		}
	}
}

// Mend brings it back. What was sent meanwhile is lost.
func (n *Net) Mend() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.cut = false
	for _, l := range n.ears {
		l.join()
	}
}

// Fault lets f decide what arrives in place of each letter. With a nil f, the letter
// itself arrives.
func (n *Net) Fault(f func(live.Letter) []live.Letter) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.fault = f
}

// Publish gives letters to all who listen.
func (n *Net) Publish(_ context.Context, letters []live.Letter) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.cut {
		return errCut
	}
	for _, letter := range letters {
		arrive := []live.Letter{letter}
		if n.fault != nil {
			arrive = n.fault(letter)
		}
		for _, letter := range arrive {
			for _, l := range n.ears {
				l.add(func() { l.ear.Heard(letter) })
			}
		}
	}
	return nil
}

// Listen tells ear what is published until ctx ends.
func (n *Net) Listen(ctx context.Context, ear live.Ear) {
	l := &listener{ear: ear, there: make(chan struct{}, 1)}
	n.mu.Lock()
	n.ears = append(n.ears, l)
	if !n.cut {
		l.join()
	}
	n.mu.Unlock()
	for {
		select {
		case <-l.there:
		case <-ctx.Done():
			n.mu.Lock()
			n.ears = slices.DeleteFunc(n.ears, func(other *listener) bool { return other == l })
			n.mu.Unlock()
			return
		}
		n.mu.Lock()
		tell := l.tell
		l.tell = nil
		n.mu.Unlock()
		for _, f := range tell {
			f()
		}
	}
}

// join and add are called with the net's mutex held.
func (l *listener) join() {
	for channel := range live.Channels {
		l.add(func() { l.ear.Joined(channel) })
	}
}

func (l *listener) add(f func()) {
	l.tell = append(l.tell, f)
	select {
	case l.there <- struct{}{}:
	default:
	}
}
