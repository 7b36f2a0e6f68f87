package main

import (
	"errors"
	"strconv"

	"kibitz/game"
)

// An event is what a reader needs of one. It is parsed by hand, because thousands
// of readers get it at once: encoding/json would take longer to read it than the
// server takes to write it.
type event struct {
	version  game.Version
	at       int64 // Unix milliseconds
	snapshot bool
	aside    bool // not in the log: a ping, or who is present
	over     bool
}

// parseEvent reads an event from JSON.
func parseEvent(data []byte) (e event, err error) {
	var versioned bool
	err = members(data, func(key, value []byte) (err error) {
		switch string(key) {
		case `"version"`:
			versioned = true
			var n int64
			n, err = strconv.ParseInt(string(value), 10, 64)
			e.version = game.Version(n)
		case `"at"`:
			e.at, err = strconv.ParseInt(string(value), 10, 64)
		case `"kind"`:
			e.snapshot = string(value) == `"snapshot"`
			e.aside = string(value) == `"presence"` || string(value) == `"ping"`
		case `"status"`:
			e.over = string(value) == `"over"`
		}
		return err
	})
	if err == nil && !versioned && !e.aside {
		err = errors.New("an event without a version")
	}
	return e, err
}
