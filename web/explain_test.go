package web

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strings"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/static/words"
	"kibitz/web/limit"
)

// Errors that no page shows.
var unshown = []string{
	"ErrNothingLost", "ErrShown", "ErrFar", "ErrEnded", // are handled inside the program
	"ErrUnavailable", "ErrDiskFull", "ErrReadOnly", // are reported as one
	"ErrBadCursor", // is of the feed
}

// A page says what is wrong in its own language, so each error needs its words.
func TestErrorsHaveWordsForPeople(t *testing.T) {
	known := names(t, "explain.go")
	for _, file := range []string{"../game/errors.go", "../game/rules/errors.go", "../game/pgn/errors.go", "request/errors.go", "errors.go"} {
		for _, name := range declared(t, file) {
			if !slices.Contains(known, name) && !slices.Contains(unshown, name) {
				t.Errorf("%s of %s has no words for people: add it to explained", name, file)
			}
		}
	}
	for _, row := range explained {
		_, detail := statusOf(row.err)
		said := explain(words.English, fmt.Errorf("%w: Qh5", row.err))
		if !words.English.Has("error."+row.key) || strings.Contains(said, "{") {
			t.Errorf("%q is told as %q", row.err, said)
		}
		if strings.HasPrefix(detail, row.err.Error()) && kindOf(row.err) != "not found" && !strings.HasSuffix(said, ": Qh5") {
			t.Errorf("%q is told as %q, without what it is about", row.err, said)
		}
	}
}

func TestWordsOfErrors(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{game.ErrManySeeks, fmt.Sprintf("you have %d seeks open already: cancel one, or join another player's", game.MaxSeeks)},
		{game.ErrWithdrawn, "the game is over: the seek was withdrawn, since its player has found another game or has left"},
		{game.ErrBadControl, "initial is 0 to 10800 whole seconds, increment 0 to 180"},
		{limit.TooFast{Wait: 12 * time.Second}, "that was too fast; try again in 12 s"},
		{fmt.Errorf("dial: %w", game.ErrUnavailable), "the games cannot be reached right now; try again in a moment"},
		{context.DeadlineExceeded, "the games cannot be reached right now; try again in a moment"},
		{errors.New("pgx: secret"), "something went wrong on this server; it has been written down"},
	} {
		if got := explain(nil, c.err); got != c.want {
			t.Errorf("%v: got %q, want %q", c.err, got, c.want)
		}
	}
}

// names are all identifiers in a file.
func names(t *testing.T, file string) (found []string) {
	t.Helper()
	ast.Inspect(parsed(t, file), func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			found = append(found, id.Name)
		}
		return true
	})
	return found
}

// declared are the errors that a file declares.
func declared(t *testing.T, file string) (found []string) {
	t.Helper()
	ast.Inspect(parsed(t, file), func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			for _, name := range spec.Names {
				if strings.HasPrefix(strings.ToLower(name.Name), "err") {
					found = append(found, name.Name)
				}
			}
		}
		return true
	})
	if len(found) == 0 {
		t.Errorf("%s declares no errors: this test sees nothing", file)
	}
	return found
}

func parsed(t *testing.T, file string) *ast.File {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}
