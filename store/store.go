// Package store keeps games and players in Postgres.
package store

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5/pgxpool"

	"kibitz/game"
)

// A Store is a Postgres database that has the tables of package migrations.
// Changes have connections of their own, which no number of reads can take from
// them. Its methods may be called from many goroutines.
type Store struct {
	changes, reads *pgxpool.Pool
	heartbeats     *pgxpool.Pool
	total          int    // connections, with the one of the probe
	games          *turns // of changes
	imports        *turns // all at the same place
	players        *turns // of those who lock players, all at the same place
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

// OpenReader is Open for reading alone, with so many connections: Postgres refuses
// whatever would change something.
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

// ForPlay returns the store for those whose reads belong to changes: what it
// reads uses the connections of changes too. Only the first of the two is to be
// closed.
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

// pools are those that are open, each once.
func (s *Store) pools() (open []*pgxpool.Pool) {
	for _, pool := range []*pgxpool.Pool{s.changes, s.reads, s.heartbeats} {
		if pool != nil && !slices.Contains(open, pool) {
			open = append(open, pool)
		}
	}
	return open
}

// Ping reports whether the database answers. It takes less than a second in any
// case, and has a connection of its own.
func (s *Store) Ping(ctx context.Context) error {
	return explain("reaching the database", s.health.ping(ctx))
}

// InUse returns how many connections are in use now, and how many there can be.
func (s *Store) InUse() (inUse, limit int) {
	for _, pool := range s.pools() {
		inUse += int(pool.Stat().AcquiredConns())
	}
	return inUse, s.total
}
