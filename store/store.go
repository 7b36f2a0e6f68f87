// Package store keeps games and players in Postgres.
package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"kibitz/game"
)

// Connections in use at once, unless the database's address says otherwise
// with pool_max_conns. A waiting reader uses none, so this bounds moves and
// page loads under way, not people.
const poolSize = 16

// A Store is a Postgres database that has the tables of package migrations.
// Its methods may be called from many goroutines.
type Store struct {
	pool        *pgxpool.Pool
	writeHealth *writeHealth
}

var _ game.Games = (*Store)(nil)

// Open connects to a database. It fails when the database cannot be reached.
func Open(ctx context.Context, dsn string) (*Store, error) {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("reading the database's address: %w", err)
	}
	if !strings.Contains(dsn, "pool_max_conns") {
		config.MaxConns = poolSize
	}
	config.ConnConfig.RuntimeParams["application_name"] = "kibitz"
	return open(ctx, config)
}

// OpenReader is Open for reading alone, with so many connections: Postgres refuses
// whatever would change something.
func OpenReader(ctx context.Context, dsn string, connections int) (*Store, error) {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("reading the database's address: %w", err)
	}
	config.MaxConns = int32(connections)
	config.ConnConfig.RuntimeParams["application_name"] = "kibitz reader" // no server, as restores see it
	config.ConnConfig.RuntimeParams["default_transaction_read_only"] = "on"
	config.ConnConfig.RuntimeParams["jit"] = "off" // compiling takes longer than reading a page
	return open(ctx, config)
}

func open(ctx context.Context, config *pgxpool.Config) (*Store, error) {
	config.ConnConfig.ConnectTimeout = 5 * time.Second
	// A server that was cut off in the middle of a change must not keep its
	// game locked for the others.
	config.ConnConfig.RuntimeParams["idle_in_transaction_session_timeout"] = "10s"
	config.ConnConfig.RuntimeParams["statement_timeout"] = "10s"
	s := &Store{writeHealth: new(writeHealth)}
	config.ConnConfig.Tracer = s.writeHealth
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("opening the database: %w", err)
	}
	s.pool = pool
	if err := s.Ping(ctx); err != nil {
		s.pool.Close()
		return nil, err
	}
	return s, nil
}

// Close waits for the queries under way and closes all connections.
func (s *Store) Close() { s.pool.Close() }

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	return explain("reaching the database", s.pool.Ping(ctx))
}

// InUse returns how many connections are in use now, and how many there can be.
func (s *Store) InUse() (inUse, limit int) {
	stat := s.pool.Stat()
	return int(stat.AcquiredConns()), int(stat.MaxConns())
}
