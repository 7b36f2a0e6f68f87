package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"kibitz/game"
	"kibitz/migrations"
	"kibitz/store"
	"kibitz/store/embedded"
)

// findDatabase returns the address of the named database. If none is named, it starts
// the private Postgres in a folder, which runs until stop is called.
func findDatabase(ctx context.Context, named, folder string, log *slog.Logger) (url string, stop func() error, err error) {
	if named != "" {
		return named, func() error { return nil }, nil
	}
	private, err := embedded.Start(ctx, embedded.Options{Dir: folder, Log: log})
	if err != nil {
		return "", nil, err
	}
	return private.URL("postgres"), private.Close, nil
}

// hasDatabase returns an error if the private Postgres is meant but does not exist,
// because opening it would create it.
func hasDatabase(named, folder, purpose string) error {
	if _, err := os.Stat(filepath.Join(folder, "postgres")); named == "" && err != nil {
		return fmt.Errorf("there is no database in %s to %s: %w; -data or -database names another", folder, purpose, err)
	}
	return nil
}

// openGames updates the database's schema and opens it. shut closes it, and stops the
// private Postgres.
func openGames(ctx context.Context, c config, log *slog.Logger) (games *store.Store, shut func() error, err error) {
	url, stop, err := findDatabase(ctx, c.database, c.data, log)
	if err != nil {
		return nil, nil, err
	}
	log.Info("connecting to the database")
	if err = migrations.Up(ctx, url); err == nil {
		games, err = store.Open(ctx, url)
	}
	if err != nil {
		return nil, nil, errors.Join(err, stop())
	}
	return games, func() error { games.Close(); return stop() }, nil
}

// readiness returns a function whose error says why games cannot be stored. It checks
// the disk itself: on a full disk the private Postgres may have stopped, and its
// error would not say why.
func readiness(c config, games *store.Store) func(context.Context) error {
	return func(ctx context.Context) error {
		err := games.Ready(ctx)
		if err != nil && c.database == "" && embedded.DiskFull(c.data) {
			return fmt.Errorf("%w: %w", game.ErrDiskFull, err)
		}
		return err
	}
}
