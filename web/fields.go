package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"

	"kibitz/game"
)

// fields are what a request says, the same from a form and from JSON.
type fields map[string]string

// readFields reads a form or a JSON object of texts, numbers and booleans. A
// request without a body says nothing.
func readFields(r *http.Request) (fields, error) {
	switch bodyType(r) {
	case typeForm:
		return formFields(r)
	case typeJSON:
		return jsonFields(r.Body)
	}
	if n, err := io.ReadFull(r.Body, make([]byte, 1)); n == 0 && errors.Is(err, io.EOF) {
		return fields{}, nil
	}
	return nil, errBodyKind
}

func formFields(r *http.Request) (fields, error) {
	if err := r.ParseForm(); err != nil {
		return nil, badBody(fmt.Errorf("%w: %w", errBadForm, err))
	}
	f := fields{}
	for name := range r.PostForm {
		f[name] = r.PostForm.Get(name)
	}
	return f, nil
}

func jsonFields(body io.Reader) (fields, error) {
	var object map[string]any
	decoder := json.NewDecoder(body)
	decoder.UseNumber()
	if err := decoder.Decode(&object); err != nil {
		return nil, badBody(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, badBody(errors.Join(errAfterJSON, err))
	}
	if object == nil { // it was null
		return nil, badBody(errNoObject)
	}
	f := fields{}
	for name, value := range object {
		switch v := value.(type) {
		case nil:
		case string:
			f[name] = v
		case json.Number:
			f[name] = v.String()
		case bool:
			f[name] = strconv.FormatBool(v)
		default:
			return nil, badBody(errNested)
		}
	}
	return f, nil
}

// What can be wrong with a JSON body, for the person who sent it.
var (
	errAfterJSON = errors.New("there is something after the JSON object")
	errNested    = errors.New("a field is neither text, number nor true or false")
	errNoObject  = errors.New("it is not a JSON object")
	errBadForm   = errors.New("it is not a form")
)

// badBody says in words of ours why a body cannot be read.
func badBody(err error) error {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return errTooLarge
	case errors.Is(err, os.ErrDeadlineExceeded):
		return errSlowBody
	}
	for _, known := range []error{errAfterJSON, errNested, errBadForm} {
		if errors.Is(err, known) {
			return fmt.Errorf("%w: %w", errBadBody, known)
		}
	}
	return fmt.Errorf("%w: %w", errBadBody, errNoObject)
}

// version reads a field that holds a version; 0 if it is not there.
func (f fields) version(name string) (game.Version, error) {
	if f[name] == "" {
		return 0, nil
	}
	return parseVersion(f[name])
}

// milliseconds reads a field that holds a time, and whether it is there.
func (f fields) milliseconds(name string) (time.Duration, bool, error) {
	if f[name] == "" {
		return 0, false, nil
	}
	ms, err := strconv.ParseFloat(f[name], 64)
	if err != nil || !(ms >= 0 && ms <= maxMilliseconds) {
		return 0, false, fmt.Errorf("%w: %s is a number of milliseconds", errBadBody, name)
	}
	return time.Duration(ms) * time.Millisecond, true, nil
}

// Longest time that a field can hold: a year.
const maxMilliseconds = 365 * 24 * 3600 * 1000

// parseVersion reads a cursor from outside.
func parseVersion(text string) (game.Version, error) {
	v, err := strconv.ParseInt(text, 10, 64)
	if err != nil || v < 0 || text[0] == '+' {
		return 0, game.ErrBadCursor
	}
	return game.Version(v), nil
}
