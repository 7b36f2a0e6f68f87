package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"

	"kibitz/cmd/kibitz/internal/verify"
	"kibitz/store/embedded"
)

// A verification is a parsed "kibitz verify" command.
type verification struct {
	data     string
	database string
	workers  int
	verbose  bool
}

// readVerification reads the arguments of "kibitz verify".
func readVerification(args []string, env func(string) string, out io.Writer) (verification, error) {
	v := verification{data: embedded.DefaultDir(), workers: verify.DefaultWorkers}
	flags := flag.NewFlagSet("kibitz verify", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.Usage = func() {
		fmt.Fprintln(out, "Replays every game and proves that its log, its row and the rules agree, while servers run.\n"+
			"Faults are printed one a line. The status is 0 if there are none, 1 if there are some.\n\nUsage: kibitz verify [flags]")
		flags.PrintDefaults()
	}
	err := parse(flags, args, env, append(databaseSettings(&v.data, &v.database),
		setting{to: &v.workers, flag: "workers", doc: "games are read and replayed by so `many` at once, with a connection each"},
		setting{to: &v.verbose, flag: "v", doc: "name each game, too"}))
	switch {
	case err != nil:
		return v, err
	case flags.NArg() > 0:
		return v, fmt.Errorf("kibitz verify takes no argument %q; see kibitz verify -help", flags.Arg(0))
	case v.workers < 1 || v.workers > verify.MaxWorkers:
		return v, fmt.Errorf("-workers is 1 to %d, not %d", verify.MaxWorkers, v.workers)
	}
	return v, nil
}

// run verifies all games of the private Postgres or of the named database. It writes
// faults to out, and its progress and a summary to progress.
func (v verification) run(ctx context.Context, log *slog.Logger, out, progress io.Writer) (err error) {
	if err := hasDatabase(v.database, v.data, "verify"); err != nil {
		return err
	}
	url, stop, err := findDatabase(ctx, v.database, v.data, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	return verify.Run(ctx, url, verify.Options{Workers: v.workers, Verbose: v.verbose, Faults: out, Progress: progress})
}
