package main

import (
	"errors"
	"strconv"

	"kibitz/game"
)

// An event is what a reader wants to know of one. Thousands of readers take the
// same event at once, and encoding/json would take longer than the server does
// to write it.
type event struct {
	version  game.Version
	at       int64 // Unix milliseconds
	snapshot bool
	aside    bool // it is beside the log: a ping, or who is there
	over     bool
}

var errJSON = errors.New("broken JSON")

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

// members calls f with each key, in its quotes, and value of a JSON object.
func members(data []byte, f func(key, value []byte) error) error {
	return list(data, '{', '}', func(rest []byte) ([]byte, error) {
		key, rest, err := value(rest)
		rest = blank(rest)
		if err != nil || key[0] != '"' || len(rest) == 0 || rest[0] != ':' {
			return nil, errJSON
		}
		v, rest, err := value(blank(rest[1:]))
		if err != nil {
			return nil, err
		}
		return rest, f(key, v)
	})
}

// elements calls f with each element of a JSON array.
func elements(data []byte, f func(element []byte) error) error {
	return list(data, '[', ']', func(rest []byte) ([]byte, error) {
		v, rest, err := value(rest)
		if err != nil {
			return nil, err
		}
		return rest, f(v)
	})
}

// list reads what is between two brackets; item reads one of what is separated
// by commas, and returns what follows it.
func list(data []byte, open, closing byte, item func(rest []byte) ([]byte, error)) (err error) {
	rest := blank(data)
	if len(rest) == 0 || rest[0] != open {
		return errJSON
	}
	if rest = blank(rest[1:]); len(rest) > 0 && rest[0] == closing {
		return nil
	}
	for {
		if rest, err = item(rest); err != nil {
			return err
		}
		rest = blank(rest)
		switch {
		case len(rest) == 0:
			return errJSON
		case rest[0] == closing:
			return nil
		case rest[0] != ',':
			return errJSON
		}
		rest = blank(rest[1:])
	}
}

// value splits off the JSON value that data begins with. What is within an
// object or an array is not looked at, but for strings, which may hold brackets.
func value(data []byte) (v, rest []byte, err error) {
	depth := 0
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '"':
			for i++; i < len(data) && data[i] != '"'; i++ {
				if data[i] == '\\' {
					i++
				}
			}
			if i >= len(data) {
				return nil, nil, errJSON
			}
			if depth == 0 {
				return data[:i+1], data[i+1:], nil
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth < 0 {
				return bare(data, i)
			}
			if depth == 0 {
				return data[:i+1], data[i+1:], nil
			}
		case ',', ':', ' ', '\t', '\r', '\n':
			if depth == 0 {
				return bare(data, i)
			}
		}
	}
	return nil, nil, errJSON
}

// bare is a number or a word that ends before data[i].
func bare(data []byte, i int) (v, rest []byte, err error) {
	if i == 0 {
		return nil, nil, errJSON
	}
	return data[:i], data[i:], nil
}

func blank(data []byte) []byte {
	for len(data) > 0 && (data[0] == ' ' || data[0] == '\t' || data[0] == '\r' || data[0] == '\n') {
		data = data[1:]
	}
	return data
}
