package main

import (
	"maps"
	"slices"

	"kibitz/game"
)

// A verdict is what one event did to the order in which a reader has them.
type verdict string

const (
	expected  verdict = ""
	jumped    verdict = "jumped" // a snapshot in the place of many events
	missed    verdict = "missed" // found out by a later version, or at the end
	doubled   verdict = "doubled"
	reordered verdict = "reordered" // it came after a later one
)

// A checker holds a reader's cursor, and finds what is not one more than it.
type checker struct {
	at   game.Version
	owed map[game.Version]bool // passed over, and not come yet
}

// take takes one event of the log.
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

// lost returns the versions up to the last one that have not come.
func (c *checker) lost(last game.Version) []game.Version {
	lost := slices.Sorted(maps.Keys(c.owed))
	for v := c.at + 1; v <= last; v++ {
		lost = append(lost, v)
	}
	return lost
}
