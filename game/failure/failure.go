// Package failure gives errors a kind: what a caller can do about one, whatever
// its words are.
//
// An error of this program that may reach a client is made by [New] or [Newf], or
// wraps one that was. Its package compares it with errors.Is as ever; whoever
// answers for it asks [KindOf]. Which status each kind becomes is for the web
// package to say.
package failure

import (
	"errors"
	"fmt"
)

// A Kind is what an error means to whoever made the request. The zero Kind is that
// of an error that has none: a defect of this program, whose text is for its log.
type Kind string

// The kinds.
const (
	Malformed   Kind = "malformed"   // the request cannot be read, or names something that does not exist here
	Forbidden   Kind = "forbidden"   // others may do this
	NotFound    Kind = "not found"   // there is nothing of that name
	Conflict    Kind = "conflict"    // the request does not fit how things stand now
	Illegal     Kind = "illegal"     // the move is well formed and against the rules of chess
	TooMany     Kind = "too many"    // a limit on how often or how much at a time is used up
	TooLarge    Kind = "too large"   // the request is longer than any may be
	Unavailable Kind = "unavailable" // the games cannot be reached; the same request may succeed later

	// The rest are about the request itself, before anything is done.

	Unidentified Kind = "unidentified" // it carries a token that nobody has
	WrongMethod  Kind = "wrong method" // its address takes other methods
	WrongFormat  Kind = "wrong format" // its body is of a type that is not read there
	TooSlow      Kind = "too slow"     // its body did not arrive in time
	Full         Kind = "full"         // this server has no room for its connection
)

// Kinds are all kinds but the zero one.
var Kinds = []Kind{
	Malformed, Forbidden, NotFound, Conflict, Illegal, TooMany, TooLarge, Unavailable,
	Unidentified, WrongMethod, WrongFormat, TooSlow, Full,
}

// An Error is an error with a kind. Each is equal only to itself, as those of
// errors.New are.
type Error struct {
	kind Kind
	text string
}

// New returns an error of a kind, with a text for the person who made the request.
func New(kind Kind, text string) error { return &Error{kind, text} }

// Newf is New with a text that is formatted as by fmt.Sprintf.
func Newf(kind Kind, format string, args ...any) error {
	return &Error{kind, fmt.Sprintf(format, args...)}
}

// Error returns the text.
func (e *Error) Error() string { return e.text }

// Kind returns the kind.
func (e *Error) Kind() Kind { return e.kind }

// KindOf returns the kind of the first error that has one in err's tree, searched
// as errors.As does. A type may have a kind of its own by a method Kind.
func KindOf(err error) Kind {
	var known interface{ Kind() Kind }
	if errors.As(err, &known) {
		return known.Kind()
	}
	return ""
}
