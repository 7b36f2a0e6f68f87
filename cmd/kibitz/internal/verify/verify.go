// Package verify proves that every game of a database can be replayed: that its
// log, its row and the rules agree. Package audit knows what a fault is; this package
// passes all games to it, several at a time, and reports progress.
package verify

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5/pgconn"

	"kibitz/store"
)

const (
	// DefaultWorkers keep two processors busy, and leave the rest to the servers.
	DefaultWorkers = 4
	// MaxWorkers is the most that Options may ask for.
	MaxWorkers = 64
)

// Options say how games are verified, and where the findings go.
type Options struct {
	Workers  int       // how many read and replay games at once, each with its own connection
	Verbose  bool      // name each game, too
	Faults   io.Writer // gets a line for each fault
	Progress io.Writer // gets the progress, and a summary
}

// ErrOtherSchema means that this version cannot read the games.
var ErrOtherSchema = errors.New("the database has no games of this version of Kibitz: a server of it brings the schema up to date")

// Run verifies all games of the database at an address. It changes nothing, so
// servers may be using the database. It may leave out games that begin meanwhile.
// The error says how many faults there are, or what kept Run from reading all games:
// ErrOtherSchema, or that ctx has ended.
func Run(ctx context.Context, url string, o Options) error {
	games, err := store.OpenReader(ctx, url, o.Workers)
	if err != nil {
		return err
	}
	defer games.Close()
	p := &pass{games: games, out: o.Faults, progress: o.Progress, verbose: o.Verbose}
	err = p.run(ctx, o.Workers)
	switch {
	case otherSchema(err) != "":
		return fmt.Errorf("%w (%s)", ErrOtherSchema, otherSchema(err))
	case err != nil && ctx.Err() != nil:
		return fmt.Errorf("stopped: %s", p)
	case err != nil:
		return err
	case p.faults > 0:
		return fmt.Errorf("%s in %s of %s", count(p.faults, "fault"), thousands(p.faulty), count(p.done, "game"))
	}
	fmt.Fprintln(o.Progress, p)
	return nil
}

// otherSchema returns what Postgres says is missing, or "" if the error is another
// one.
func otherSchema(err error) string {
	const undefinedTable, undefinedColumn = "42P01", "42703"
	var refused *pgconn.PgError
	if errors.As(err, &refused) && (refused.Code == undefinedTable || refused.Code == undefinedColumn) {
		return refused.Message
	}
	return ""
}
