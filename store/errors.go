package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"kibitz/game"
)

// explain adds what was tried, and turns the driver's errors into the domain's: no
// rows into game.ErrNotFound, and a database that is unreachable, shutting down,
// starting, unable to write or out of connections into game.ErrUnavailable.
func explain(tried string, err error) error {
	switch kind := unwritable(err); {
	case err == nil:
		return nil
	case kind != nil:
		return fmt.Errorf("%s: %w: %w", tried, kind, err)
	case errors.Is(err, pgx.ErrNoRows):
		return fmt.Errorf("%s: %w", tried, game.ErrNotFound)
	case away(err):
		return fmt.Errorf("%s: %w: %w", tried, game.ErrUnavailable, err)
	}
	return fmt.Errorf("%s: %w", tried, err)
}

// away reports whether the request or the answer was lost, as opposed to the
// database having refused.
func away(err error) bool {
	var refused *pgconn.PgError
	if errors.As(err, &refused) {
		switch refused.Code[:2] {
		case "08", "53", "57": // connection, resources, operator or shutdown
			return true
		}
		return refused.Code == "25P03" // idle in transaction for too long
	}
	var network net.Error
	var connect *pgconn.ConnectError
	if errors.As(err, &network) || errors.As(err, &connect) {
		return true
	}
	for _, cut := range []error{context.DeadlineExceeded, io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, pgconn.ErrConnClosed} {
		if errors.Is(err, cut) {
			return true
		}
	}
	return false
}
