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

	"kibitz/cmd/kibitz/internal/backup"
	"kibitz/cmd/kibitz/internal/verify"
	"kibitz/store/embedded"
)

// A copying is what "kibitz backup" or "kibitz restore" was asked to do.
type copying struct {
	restore  bool
	data     string
	database string
	file     string
	force    bool
	verify   bool
}

// readCopying reads the arguments of "kibitz backup" or "kibitz restore".
func readCopying(command string, args []string, env func(string) string, out io.Writer) (copying, error) {
	c := copying{restore: command == "restore"}
	flags := flag.NewFlagSet("kibitz "+command, flag.ContinueOnError)
	flags.SetOutput(out)
	flags.Usage = func() {
		if c.restore {
			fmt.Fprintln(out, "Restores a backup into a database that no server uses.\n\nUsage: kibitz restore [flags] FILE")
		} else {
			fmt.Fprintln(out, "Writes all games and players to a file, while servers run.\n\nUsage: kibitz backup [flags] FILE")
		}
		flags.PrintDefaults()
	}
	flags.StringVar(&c.data, "data", cmp.Or(env("KIBITZ_DATA"), embedded.DefaultDir()), "`folder` of the private Postgres (KIBITZ_DATA)")
	flags.StringVar(&c.database, "database", "", "Postgres `URL`; none is the private Postgres (DATABASE_URL)")
	if c.restore {
		flags.BoolVar(&c.force, "force", false, "also into a database that has games, which are lost")
		flags.BoolVar(&c.verify, "verify", true, "replay all games at the end, as kibitz verify does")
	}
	if err := flags.Parse(args); err != nil {
		return c, err
	}
	c.database = cmp.Or(c.database, env("DATABASE_URL"))
	if flags.NArg() != 1 {
		return c, fmt.Errorf("kibitz %s takes one argument, the file; see kibitz %[1]s -help", command)
	}
	c.file = flags.Arg(0)
	return c, nil
}

// run backs up or restores the private Postgres or the database that was named.
func (c copying) run(ctx context.Context, log *slog.Logger) (err error) {
	if c.restore {
		if _, err := os.Stat(c.file); err != nil {
			return err
		}
	} else if err := hasDatabase(c.database, c.data, "back up"); err != nil {
		return err
	}
	url, stop, err := findDatabase(ctx, c.database, c.data, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	if !c.restore {
		return backup.Write(ctx, url, c.file)
	}
	if err := backup.Restore(ctx, url, c.file, c.force); err != nil || !c.verify {
		return err
	}
	return verifyRestored(ctx, url, os.Stdout, os.Stderr)
}

// verifyRestored verifies what a restore has written. Whatever it finds, the
// restore is not undone, and servers need not wait for it.
func verifyRestored(ctx context.Context, url string, out, progress io.Writer) error {
	fmt.Fprintln(progress, "The games are restored. They are being verified, for which servers need not wait.")
	err := verify.Run(ctx, url, verify.Options{Workers: verify.DefaultWorkers, Faults: out, Progress: progress})
	switch {
	case errors.Is(err, verify.ErrOtherSchema):
		fmt.Fprintf(progress, "They are not verified: %v.\n", err)
		return nil
	case err != nil:
		return fmt.Errorf("verifying the restored games: %w", err)
	}
	return nil
}
