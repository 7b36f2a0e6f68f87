package live

import (
	"errors"
	"time"
)

const (
	// Each channel is probed so often, one after the other.
	probeEvery = 10 * time.Second
	// A channel that was joined and has not carried an own probe for so long is
	// silent, whatever it looks like.
	silentAfter = 30 * time.Second
	// So often the audience is roused while something is wrong. Readers see what
	// happens on other servers within 2 s.
	rouseEvery = 1200 * time.Millisecond
	// A server of which nothing was heard for so long, though it sends probes all
	// the time, is ill, or cut off, or gone; after the longer time it is gone.
	peerSilent = 3 * time.Second
	peerGone   = 30 * time.Second
	// Servers that are remembered; beyond it the one heard longest ago is forgotten.
	// Each start of a server is another one.
	maxPeers = 256
)

var errSilent = errors.New("a channel carries nothing")

// health is what a server knows of the bus.
type health struct {
	channels [Channels]hearing
	failing  error // why the last attempt to publish failed
	lost     error // why a channel was last lost
	since    time.Time
	told     map[string]bool // causes that were logged since it was last well
	roused   time.Time
	peers    map[string]time.Time // when another server was last heard
}

// A hearing is how well one channel is heard.
type hearing struct {
	joined time.Time // zero if it is not
	heard  time.Time // when the last own probe was; zero if none since it was joined
}

// judge notes since when all is well.
func (h *health) judge(now time.Time) {
	well := h.failing == nil
	for _, c := range h.channels {
		well = well && !c.heard.IsZero()
	}
	switch {
	case !well:
		h.since = time.Time{}
	case h.since.IsZero():
		h.since = now
	}
}

// Causes that are logged of one outage at most.
const maxCauses = 8

// news is why the bus is not heard, once for each cause of an outage: attempts to
// reach it go on several times a second, and fail for the same reason. It is nil
// when there is nothing new.
func (h *health) news() error {
	if !h.since.IsZero() {
		h.lost, h.told = nil, nil
		return nil
	}
	var news []error
	for _, err := range []error{h.lost, h.failing} {
		if err == nil {
			continue
		}
		cause := err
		for inner := errors.Unwrap(cause); inner != nil; inner = errors.Unwrap(cause) {
			cause = inner
		}
		if text := cause.Error(); !h.told[text] && len(h.told) < maxCauses {
			if h.told == nil {
				h.told = make(map[string]bool)
			}
			h.told[text] = true
			news = append(news, err)
		}
	}
	return errors.Join(news...)
}

// silent reports whether a channel that was joined carries nothing.
func (h *health) silent(now time.Time) bool {
	for _, c := range h.channels {
		if last := latest(c.joined, c.heard); !c.joined.IsZero() && now.Sub(last) >= silentAfter {
			return true
		}
	}
	return false
}

// hear notes that another server is there.
func (h *health) hear(name string, now time.Time) {
	if _, known := h.peers[name]; !known && len(h.peers) >= maxPeers {
		oldest := name
		for other, heard := range h.peers {
			if oldest == name || heard.Before(h.peers[oldest]) {
				oldest = other
			}
		}
		delete(h.peers, oldest)
	}
	h.peers[name] = now
}

// fellSilent reports whether a server that was there is not heard any more, and
// forgets those that have gone.
func (h *health) fellSilent(now time.Time) bool {
	any := false
	for name, heard := range h.peers {
		switch quiet := now.Sub(heard); {
		case quiet >= peerGone:
			delete(h.peers, name)
		case quiet >= peerSilent:
			any = true
		}
	}
	return any
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
