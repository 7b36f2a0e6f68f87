package live

import (
	"errors"
	"time"
)

const (
	// Interval at which each channel is probed, one after the other.
	probeEvery = 10 * time.Second
	// A joined channel that has not carried one of our own probes for this long is
	// silent, even if its connection looks fine.
	silentAfter = 30 * time.Second
	// Interval at which the audience is roused while something is wrong. It lets
	// readers see what happens on other servers within 2 s.
	rouseEvery = 1200 * time.Millisecond
	// Servers send probes all the time. One that is silent for the shorter time is
	// ill, cut off or gone; after the longer time it is gone.
	peerSilent = 3 * time.Second
	peerGone   = 30 * time.Second
	// Servers that are remembered. Beyond that, the one heard longest ago is
	// forgotten. Each start of a server counts as a new one.
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

// A hearing tells how well one channel is heard.
type hearing struct {
	joined time.Time // zero if it is not joined
	heard  time.Time // when our last probe was; zero if none since joining
}

// judge records since when all is well.
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

// Most causes that are logged for one outage.
const maxCauses = 8

// news returns why the bus is not heard, once for each cause of an outage, because
// several attempts a second fail for the same reason. It returns nil if there is
// nothing new.
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

// silent reports whether a joined channel carries nothing.
func (h *health) silent(now time.Time) bool {
	for _, c := range h.channels {
		if last := latest(c.joined, c.heard); !c.joined.IsZero() && now.Sub(last) >= silentAfter {
			return true
		}
	}
	return false
}

// hear records that another server is there.
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

// fellSilent reports whether a known server has become silent, and forgets those
// that have gone.
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
