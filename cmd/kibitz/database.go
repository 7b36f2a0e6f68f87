package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"kibitz/game"
	"kibitz/migrations"
	"kibitz/store"
	"kibitz/store/embedded"
)

// findDatabase returns the address of the database: the one that was named, or
// that of the private Postgres in a folder, which runs until stop is called.
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

// openGames opens the games, in a database of the newest schema.
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

// readiness tells why games cannot be kept; nil if they can. A private Postgres
// whose disk is full may have stopped for that, and says no more.
func readiness(c config, games *store.Store) func(context.Context) error {
	return func(ctx context.Context) error {
		err := games.Ready(ctx)
		if err != nil && c.database == "" && embedded.DiskFull(c.data) {
			return fmt.Errorf("%w: %w", game.ErrDiskFull, err)
		}
		return err
	}
}
