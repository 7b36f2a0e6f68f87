package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"kibitz/game"
)

// Errors of the driver and the database become the domain's errors, which tell the
// caller whether to retry, and why.
func TestErrorsAreTheDomains(t *testing.T) {
	code := func(c string) error { return &pgconn.PgError{Code: c} }
	kinds := []error{game.ErrNotFound, game.ErrUnavailable, game.ErrDiskFull, game.ErrReadOnly}
	for _, test := range []struct {
		err  error
		want []error // of the kinds
	}{
		{pgx.ErrNoRows, []error{game.ErrNotFound}},
		{code("08006"), []error{game.ErrUnavailable}},
		{code("53300"), []error{game.ErrUnavailable}},
		{code("57P01"), []error{game.ErrUnavailable}},
		{code("25P03"), []error{game.ErrUnavailable}},
		{code("53100"), []error{game.ErrUnavailable, game.ErrDiskFull}},
		{code("25006"), []error{game.ErrUnavailable, game.ErrReadOnly}},
		{code("25P02"), nil},
		{code("23505"), nil},
		{&net.OpError{Op: "dial", Err: errors.New("refused")}, []error{game.ErrUnavailable}},
		{new(pgconn.ConnectError), []error{game.ErrUnavailable}},
		{context.DeadlineExceeded, []error{game.ErrUnavailable}},
		{io.EOF, []error{game.ErrUnavailable}},
		{io.ErrUnexpectedEOF, []error{game.ErrUnavailable}},
		{net.ErrClosed, []error{game.ErrUnavailable}},
		{pgconn.ErrConnClosed, []error{game.ErrUnavailable}},
		{context.Canceled, nil},
		{errors.New("a bug"), nil},
	} {
		got := explain("trying", fmt.Errorf("deep down: %w", test.err))
		for _, kind := range kinds {
			want := false
			for _, w := range test.want {
				want = want || errors.Is(w, kind) // a full disk is unavailable, too
			}
			if errors.Is(got, kind) != want {
				t.Errorf("%v: got %v, is it %q: want %t", test.err, got, kind, want)
			}
		}
	}
	if err := explain("trying", nil); err != nil {
		t.Errorf("no error: got %v", err)
	}
}
