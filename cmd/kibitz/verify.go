package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/jackc/pgx/v5/pgconn"

	"kibitz/store"
	"kibitz/store/embedded"
)

// A verifying is what "kibitz verify" was asked to do.
type verifying struct {
	data     string
	database string
	workers  int
	verbose  bool
}

const (
	// Verifying with so many at once, each with a connection of its own, keeps two
	// processors busy, and leaves the servers theirs.
	verifyWorkers    = 4
	maxVerifyWorkers = 64
)

// readVerifying reads what follows "kibitz verify".
func readVerifying(args []string, env func(string) string, out io.Writer) (verifying, error) {
	var c verifying
	flags := flag.NewFlagSet("kibitz verify", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.Usage = func() {
		fmt.Fprintln(out, "Replays every game and proves that its log, its row and the rules agree, while servers run.\n"+
			"Faults are printed one a line. The status is 0 if there are none, 1 if there are some.\n\nUsage: kibitz verify [flags]")
		flags.PrintDefaults()
	}
	flags.StringVar(&c.data, "data", cmp.Or(env("KIBITZ_DATA"), embedded.DefaultDir()), "`folder` of the private Postgres (KIBITZ_DATA)")
	flags.StringVar(&c.database, "database", "", "Postgres `URL`; none is the private Postgres (DATABASE_URL)")
	flags.IntVar(&c.workers, "workers", verifyWorkers, "games are read and replayed by so `many` at once, with a connection each")
	flags.BoolVar(&c.verbose, "v", false, "name each game, too")
	if err := flags.Parse(args); err != nil {
		return c, err
	}
	c.database = cmp.Or(c.database, env("DATABASE_URL"))
	switch {
	case flags.NArg() > 0:
		return c, fmt.Errorf("kibitz verify takes no argument %q; see kibitz verify -help", flags.Arg(0))
	case c.workers < 1 || c.workers > maxVerifyWorkers:
		return c, fmt.Errorf("-workers is 1 to %d, not %d", maxVerifyWorkers, c.workers)
	}
	return c, nil
}

// verify checks all games of the private Postgres or of the one that was named. Faults
// go to out; how far it is, and a summary, to progress.
func verify(ctx context.Context, c verifying, log *slog.Logger, out, progress io.Writer) (err error) {
	if err := hasDatabase(c.database, c.data, "verify"); err != nil {
		return err
	}
	url, stop, err := findDatabase(ctx, c.database, c.data, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	return verifyAt(ctx, url, c, out, progress)
}

// hasDatabase refuses to make a private Postgres where there is none.
func hasDatabase(named, folder, what string) error {
	if _, err := os.Stat(filepath.Join(folder, "postgres")); named == "" && err != nil {
		return fmt.Errorf("there is no database in %s to %s: %w; -data or -database names another", folder, what, err)
	}
	return nil
}

// errOtherSchema says that the games cannot be read by this version.
var errOtherSchema = errors.New("the database has no games of this version of Kibitz: a server of it brings the schema up to date")

// verifyAt checks all games of the database at an address. Nothing there is changed.
func verifyAt(ctx context.Context, url string, c verifying, out, progress io.Writer) error {
	games, err := store.OpenReader(ctx, url, c.workers)
	if err != nil {
		return err
	}
	defer games.Close()
	v := &verification{games: games, out: out, progress: progress, verbose: c.verbose}
	err = v.run(ctx, c.workers)
	switch {
	case otherSchema(err) != "":
		return fmt.Errorf("%w (%s)", errOtherSchema, otherSchema(err))
	case err != nil && ctx.Err() != nil:
		return fmt.Errorf("stopped: %s", v)
	case err != nil:
		return err
	case v.faults > 0:
		return fmt.Errorf("%s in %s of %s", count(v.faults, "fault"), thousands(v.faulty), count(v.done, "game"))
	}
	fmt.Fprintln(progress, v)
	return nil
}

// otherSchema is what Postgres says is missing, "" if the error is another one.
func otherSchema(err error) string {
	const undefinedTable, undefinedColumn = "42P01", "42703"
	var refused *pgconn.PgError
	if errors.As(err, &refused) && (refused.Code == undefinedTable || refused.Code == undefinedColumn) {
		return refused.Message
	}
	return ""
}
