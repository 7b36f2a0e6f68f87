package request

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"kibitz/game"
	"kibitz/game/failure"
)

// Fields are the fields of a request, the same for a form and for JSON.
type Fields map[string]string

// ReadFields reads a form or a JSON object of strings, numbers and booleans. A
// request without a body has no fields.
func ReadFields(r *http.Request) (Fields, error) {
	read := formFields
	switch BodyType(r) {
	case TypeForm:
	case TypeJSON:
		read = ReadJSON
	default:
		if n, err := io.ReadFull(r.Body, make([]byte, 1)); n == 0 && errors.Is(err, io.EOF) {
			return Fields{}, nil
		}
		return nil, ErrBodyKind
	}
	// Read all of it first: a body that arrives byte by byte would otherwise be
	// scanned again with each byte.
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, cmp.Or(Unfinished(err), ErrBadBody)
	}
	Arrived(r)
	return read(body)
}

// formFields reads a form. The first field of a name counts.
func formFields(body []byte) (Fields, error) {
	if bytes.Count(body, []byte("&")) >= maxFields {
		return nil, badBody(errManyFields)
	}
	f := Fields{}
	for pair := range strings.SplitSeq(string(body), "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, nameErr := url.QueryUnescape(name)
		value, valueErr := url.QueryUnescape(value)
		if nameErr != nil || valueErr != nil || strings.Contains(pair, ";") {
			return nil, badBody(ErrBadForm)
		}
		if _, twice := f[name]; !twice {
			f[name] = value
		}
	}
	return f, nil
}

// ReadJSON reads a JSON object. The last field of a name counts, and null means no
// field. It reads one value at a time and stops at the first that cannot be a field:
// an array of empty objects would need fifty times its size in memory.
func ReadJSON(body []byte) (Fields, error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	f := Fields{}
	if err := f.readObject(decoder); err != nil {
		return nil, badBody(err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, badBody(errAfterJSON)
	}
	return f, nil
}

func (f Fields) readObject(decoder *json.Decoder) error {
	opened, err := decoder.Token()
	if err != nil {
		return err
	}
	if opened != json.Delim('{') {
		return errNoObject
	}
	for count := 0; decoder.More(); count++ {
		if count == maxFields {
			return errManyFields
		}
		if err := f.readField(decoder); err != nil {
			return err
		}
	}
	_, err = decoder.Token()
	return err
}

func (f Fields) readField(decoder *json.Decoder) error {
	token, err := decoder.Token()
	if err != nil {
		return err
	}
	name := token.(string) // the decoder accepts nothing else here
	value, err := decoder.Token()
	if err != nil {
		return err
	}
	switch v := value.(type) {
	case nil:
		delete(f, name)
	case string:
		f[name] = v
	case json.Number:
		f[name] = v.String()
	case bool:
		f[name] = strconv.FormatBool(v)
	default:
		return errNested
	}
	return nil
}

// Errors of a body, in words for the person who sent it.
var (
	errAfterJSON = failure.New(failure.Malformed, "there is something after the JSON object")
	errNested    = failure.New(failure.Malformed, "a field is neither text, number nor true or false")
	errNoObject  = failure.New(failure.Malformed, "it is not a JSON object")
	ErrBadForm   = failure.New(failure.Malformed, "it is not a form")

	errManyFields = failure.Newf(failure.Malformed, "it has more than %d fields", maxFields)
)

// badBody explains in our own words why a body cannot be read.
func badBody(err error) error {
	for _, known := range []error{errAfterJSON, errNested, errManyFields, ErrBadForm} {
		if errors.Is(err, known) {
			return fmt.Errorf("%w: %w", ErrBadBody, known)
		}
	}
	return fmt.Errorf("%w: %w", ErrBadBody, errNoObject)
}

// Unfinished returns the error for a body that could not be read to its end; nil if
// err has another cause.
func Unfinished(err error) error {
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return ErrTooLarge
	case errors.Is(err, os.ErrDeadlineExceeded):
		return ErrSlowBody
	}
	return nil
}

// Version reads a field that holds a version; 0 if it is missing.
func (f Fields) Version(name string) (game.Version, error) {
	if f[name] == "" {
		return 0, nil
	}
	return ParseVersion(f[name])
}

// Milliseconds reads a field that holds a time, and reports whether it is present.
func (f Fields) Milliseconds(name string) (time.Duration, bool, error) {
	if f[name] == "" {
		return 0, false, nil
	}
	ms, err := strconv.ParseFloat(f[name], 64)
	if err != nil || !(ms >= 0 && ms <= maxMilliseconds) {
		return 0, false, fmt.Errorf("%w: %s is a number of milliseconds", ErrBadBody, name)
	}
	return time.Duration(ms) * time.Millisecond, true, nil
}

// Timing is what is known about how long the move in a request took.
func (f Fields) Timing(roundTrip time.Duration) (game.Timing, error) {
	spent, told, err := f.Milliseconds("spent")
	return game.Timing{Spent: spent, Told: told, RoundTrip: roundTrip}, err
}

// Longest time that a field may hold: a year.
const maxMilliseconds = 365 * 24 * 3600 * 1000

// ParseVersion reads an untrusted cursor.
func ParseVersion(text string) (game.Version, error) {
	v, err := strconv.ParseInt(text, 10, 64)
	if err != nil || v < 0 || text[0] == '+' {
		return 0, game.ErrBadCursor
	}
	return game.Version(v), nil
}
