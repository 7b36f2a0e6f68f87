package main

import (
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

// A copying is a parsed "kibitz backup" or "kibitz restore" command.
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
	c := copying{restore: command == "restore", data: embedded.DefaultDir(), verify: true}
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
	settings := databaseSettings(&c.data, &c.database)
	if c.restore {
		settings = append(settings,
			setting{to: &c.force, flag: "force", doc: "also into a database that has games, which are lost"},
			setting{to: &c.verify, flag: "verify", doc: "replay all games at the end, as kibitz verify does"})
	}
	if err := parse(flags, args, env, settings); err != nil {
		return c, err
	}
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

// verifyRestored verifies what a restore has written. It never undoes the restore,
// and servers need not wait for it.
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
