// Package failure gives errors a kind, which tells a caller what to do about an
// error, whatever its text.
//
// An error of this program that may reach a client is made by [New] or [Newf], or
// wraps one that was. Packages compare it with errors.Is as usual; the code that
// answers the request calls [KindOf]. The web package maps each kind to a status.
package failure

import (
	"errors"
	"fmt"
)

// A Kind is what an error means to the client. The zero Kind means that the error
// has none: it is a defect of this program, and its text belongs in the program's
// log.
type Kind string

// The kinds.
const (
	Malformed   Kind = "malformed"   // the request cannot be read, or asks for something that does not exist
	Forbidden   Kind = "forbidden"   // only others may do this
	NotFound    Kind = "not found"   // nothing has that name
	Conflict    Kind = "conflict"    // the request does not fit the current state
	Illegal     Kind = "illegal"     // the move is well formed but against the rules of chess
	TooMany     Kind = "too many"    // a limit on frequency or concurrency is reached
	TooLarge    Kind = "too large"   // the request exceeds the size limit
	Unavailable Kind = "unavailable" // the games cannot be reached; the same request may succeed later

	// The rest are about the request itself, before anything is done.

	Unidentified Kind = "unidentified" // its token is unknown
	WrongMethod  Kind = "wrong method" // its address accepts other methods only
	WrongFormat  Kind = "wrong format" // its body has a type that the address does not accept
	TooSlow      Kind = "too slow"     // its body did not arrive in time
	Full         Kind = "full"         // this server has no room for its connection
)

// Kinds are all kinds except the zero Kind.
var Kinds = []Kind{
	Malformed, Forbidden, NotFound, Conflict, Illegal, TooMany, TooLarge, Unavailable,
	Unidentified, WrongMethod, WrongFormat, TooSlow, Full,
}

// An Error is an error with a kind. Like errors from errors.New, each is equal only
// to itself.
type Error struct {
	kind Kind
	text string
}

// New returns an error of a kind, with a text for the person who made the request.
func New(kind Kind, text string) error { return &Error{kind, text} }

// Newf is New with a text formatted as by fmt.Sprintf.
func Newf(kind Kind, format string, args ...any) error {
	return &Error{kind, fmt.Sprintf(format, args...)}
}

// Error returns the text.
func (e *Error) Error() string { return e.text }

// Kind returns the kind.
func (e *Error) Kind() Kind { return e.kind }

// KindOf returns the kind of the first error that has one in err's tree, searched as
// errors.As does. A type can provide its kind by a method Kind.
func KindOf(err error) Kind {
	var known interface{ Kind() Kind }
	if errors.As(err, &known) {
		return known.Kind()
	}
	return ""
}
