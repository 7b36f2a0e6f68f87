// Package store keeps games and players in Postgres.
package store

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5/pgxpool"

	"kibitz/game"
)

// A Store is a Postgres database that has the tables of package migrations.
// Changes have their own connections, so that reads cannot starve them. Its methods
// may be called from many goroutines.
type Store struct {
	changes, reads *pgxpool.Pool
	heartbeats     *pgxpool.Pool
	total          int    // connections, including the probe's
	games          *turns // of changes
	imports        *turns // all under one key
	players        *turns // of changes that lock players, all under one key
	health         *probe
	line           *line // the probe's, nil if it uses the pool
	writeHealth    *writeHealth
}

var _ game.Games = (*Store)(nil)

// Open connects to a database. It fails when the database cannot be reached.
func Open(ctx context.Context, dsn string) (*Store, error) {
	config, err := configOf(dsn)
	if err != nil {
		return nil, err
	}
	return open(ctx, config, shareOf(int(config.MaxConns)))
}

// OpenReader is Open for reading only, with a given number of connections. Postgres
// refuses all changes.
func OpenReader(ctx context.Context, dsn string, connections int) (*Store, error) {
	config, err := configOf(dsn)
	if err != nil {
		return nil, err
	}
	config.MaxConns = int32(connections)
	config.ConnConfig.RuntimeParams["application_name"] = "kibitz reader" // no server, as restores see it
	config.ConnConfig.RuntimeParams["default_transaction_read_only"] = "on"
	config.ConnConfig.RuntimeParams["jit"] = "off" // compiling takes longer than reading a page
	return open(ctx, config, share{changes: connections})
}

func open(ctx context.Context, config *pgxpool.Config, parts share) (_ *Store, err error) {
	s := &Store{total: int(config.MaxConns), games: newTurns(turnsOfAGame), imports: newTurns(turnsOfImports),
		players: newTurns(turnsOfPlayers), writeHealth: new(writeHealth)}
	config.ConnConfig.Tracer = s.writeHealth
	s.health = newProbe(func(ctx context.Context) error { return s.changes.Ping(ctx) })
	if parts.health {
		s.line = &line{config: config.ConnConfig.Copy()}
		s.health = newProbe(s.line.ask)
	}
	if err := s.openPools(ctx, config, parts); err != nil {
		s.Close()
		return nil, err
	}
	if err := s.changes.Ping(ctx); err != nil {
		s.Close()
		return nil, explain("reaching the database", err)
	}
	return s, nil
}

// ForPlay returns a store for reads that changes depend on: its reads use the
// connections reserved for changes. Close only the original store.
func (s *Store) ForPlay() *Store {
	play := *s
	play.reads = s.changes
	return &play
}

// Close waits for the queries under way and closes all connections.
func (s *Store) Close() {
	s.health.close()
	if s.line != nil {
		s.line.hangUp()
	}
	for _, pool := range s.pools() {
		pool.Close()
	}
}

// pools returns the open pools, each once.
func (s *Store) pools() (open []*pgxpool.Pool) {
	for _, pool := range []*pgxpool.Pool{s.changes, s.reads, s.heartbeats} {
		if pool != nil && !slices.Contains(open, pool) {
			open = append(open, pool)
		}
	}
	return open
}

// Ping reports whether the database answers. It always takes less than a second,
// and has its own connection.
func (s *Store) Ping(ctx context.Context) error {
	return explain("reaching the database", s.health.ping(ctx))
}

// InUse returns how many connections are in use, and the most there can be.
func (s *Store) InUse() (inUse, limit int) {
	for _, pool := range s.pools() {
		inUse += int(pool.Stat().AcquiredConns())
	}
	return inUse, s.total
}
