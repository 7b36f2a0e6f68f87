package failure_test

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"testing"

	"kibitz/game/failure"
)

var (
	errTaken = failure.New(failure.Conflict, "the seat is taken")
	errLevel = failure.Newf(failure.Malformed, "the level is 1 to %d", 8)
)

// tired is an error that provides its own kind.
type tired struct{}

func (tired) Error() string      { return "tired" }
func (tired) Kind() failure.Kind { return failure.TooMany }

func TestKindOf(t *testing.T) {
	for _, c := range []struct {
		err  error
		want failure.Kind
	}{
		{nil, ""},
		{errors.New("who knows"), ""},
		{errTaken, failure.Conflict},
		{errLevel, failure.Malformed},
		{fmt.Errorf("joining: %w", errTaken), failure.Conflict},
		{fmt.Errorf("%w: %w", errLevel, errTaken), failure.Malformed},
		{errors.Join(errors.New("who knows"), errTaken), failure.Conflict},
		{fmt.Errorf("asking: %w", tired{}), failure.TooMany},
	} {
		if got := failure.KindOf(c.err); got != c.want {
			t.Errorf("%v: got kind %q, want %q", c.err, got, c.want)
		}
	}
}

func TestErrorsAreTheirOwn(t *testing.T) {
	same := failure.New(failure.Conflict, "the seat is taken")
	if wrapped := fmt.Errorf("joining: %w", errTaken); !errors.Is(wrapped, errTaken) || errors.Is(wrapped, same) {
		t.Error("an error has to be equal to itself, and to no other with the same words")
	}
	if got := errLevel.Error(); got != "the level is 1 to 8" {
		t.Errorf("got text %q", got)
	}
}

// A mapping of each of Kinds covers all kinds.
func TestKindsAreAll(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "failure.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	declared := 0
	ast.Inspect(file, func(n ast.Node) bool {
		if d, ok := n.(*ast.GenDecl); ok && d.Tok == token.CONST {
			declared += len(d.Specs)
		}
		return true
	})
	distinct := map[failure.Kind]bool{}
	for _, k := range failure.Kinds {
		distinct[k] = true
	}
	if delete(distinct, ""); len(distinct) != declared {
		t.Errorf("Kinds has %d of the %d kinds", len(distinct), declared)
	}
}
