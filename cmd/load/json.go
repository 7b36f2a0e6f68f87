package main

import "errors"

var errJSON = errors.New("broken JSON")

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

// list reads what is between two brackets, separated by commas; item reads one of
// it and returns what follows.
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

// value splits off the JSON value that data begins with. Objects and arrays are only
// searched for their end.
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

// bare splits off a number or a word, which ends before data[i].
func bare(data []byte, i int) (v, rest []byte, err error) {
	if i == 0 {
		return nil, nil, errJSON
	}
	return data[:i], data[i:], nil
}

// blank removes white space from the beginning.
func blank(data []byte) []byte {
	for len(data) > 0 && (data[0] == ' ' || data[0] == '\t' || data[0] == '\r' || data[0] == '\n') {
		data = data[1:]
	}
	return data
}
