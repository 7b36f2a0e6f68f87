package main

import (
	"maps"
	"slices"

	"kibitz/game"
)

// A verdict says how an event fits into the order of a reader's events.
type verdict string

const (
	expected  verdict = ""
	jumped    verdict = "jumped" // a snapshot in place of many events
	missed    verdict = "missed" // as a later version shows, or the end
	doubled   verdict = "doubled"
	reordered verdict = "reordered" // it came after a later one
)

// A checker holds a reader's cursor, and finds events that do not follow it.
type checker struct {
	at   game.Version
	owed map[game.Version]bool // skipped, and not arrived since
}

// take judges an event of the log, and moves the cursor.
func (c *checker) take(e event) verdict {
	switch {
	case e.version == c.at+1:
		c.at++
		return expected
	case e.snapshot && e.version > c.at+game.MaxBehind:
		c.at = e.version
		return jumped
	case e.version > c.at:
		if c.owed == nil {
			c.owed = make(map[game.Version]bool)
		}
		for v := c.at + 1; v < e.version && len(c.owed) < maxVersions; v++ {
			c.owed[v] = true
		}
		c.at = e.version
		return missed
	case c.owed[e.version]:
		delete(c.owed, e.version)
		return reordered
	}
	return doubled
}

// lost returns the versions up to last that have not arrived.
func (c *checker) lost(last game.Version) []game.Version {
	lost := slices.Sorted(maps.Keys(c.owed))
	for v := c.at + 1; v <= last; v++ {
		lost = append(lost, v)
	}
	return lost
}
