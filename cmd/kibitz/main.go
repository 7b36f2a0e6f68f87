// Command kibitz is the chess server. It needs Postgres, and starts its own if no
// database is named.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"kibitz/cmd/kibitz/internal/logging"
)

func main() {
	level := new(slog.LevelVar)
	log := slog.New(logging.Sparse(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level})))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	do, err := task(os.Args[1:], level, log)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return
	case err != nil:
		fmt.Fprintln(os.Stderr, "kibitz:", err)
		os.Exit(2)
	}
	if err := do(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "kibitz:", err)
		os.Exit(1)
	}
}

// task returns the task that the arguments name: backup, restore, verify, or serve.
func task(args []string, level *slog.LevelVar, log *slog.Logger) (func(context.Context) error, error) {
	if len(args) > 0 && (args[0] == "backup" || args[0] == "restore") {
		level.Set(slog.LevelWarn)
		c, err := readCopying(args[0], args[1:], os.Getenv, os.Stderr)
		return func(ctx context.Context) error { return c.run(ctx, log) }, err
	}
	if len(args) > 0 && args[0] == "verify" {
		level.Set(slog.LevelWarn)
		v, err := readVerification(args[1:], os.Getenv, os.Stderr)
		return func(ctx context.Context) error { return v.run(ctx, log, os.Stdout, os.Stderr) }, err
	}
	c, err := readConfig(args, os.Getenv, os.Stderr)
	if c.verbose {
		level.Set(slog.LevelDebug)
	}
	return func(ctx context.Context) error { return run(ctx, c, log, os.Stdout) }, err
}
