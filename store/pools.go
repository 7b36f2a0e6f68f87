package store

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Total connections of a server, unless pool_max_conns in the database's address
// says otherwise. A waiting reader uses none, so this bounds moves and page loads
// under way, not people.
const poolSize = 16

// With fewer connections than this, none are reserved.
const fewConnections = 4

// A share says how many of a server's connections are reserved for each purpose.
type share struct {
	changes, reads int
	heartbeats     bool // whether one more is reserved for heartbeats
	health         bool // whether one more is reserved for health checks
}

// shareOf divides a number of connections. Changes get the odd one. Heartbeats have
// their own: a heartbeat that waited 5 s behind changes would look like an outage.
// If there are few connections, all purposes share them.
func shareOf(total int) share {
	if total < fewConnections {
		return share{changes: total}
	}
	reads := (total - 2) / 2
	return share{changes: total - 2 - reads, reads: reads, heartbeats: true, health: true}
}

// configOf reads a database's address.
func configOf(dsn string) (*pgxpool.Config, error) {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, fmt.Errorf("reading the database's address: %w", err)
	}
	if !strings.Contains(dsn, "pool_max_conns") {
		config.MaxConns = poolSize
	}
	config.ConnConfig.ConnectTimeout = 5 * time.Second
	config.ConnConfig.RuntimeParams["application_name"] = "kibitz"
	// A server that loses contact in the middle of a change must not keep the game
	// locked for the others.
	config.ConnConfig.RuntimeParams["idle_in_transaction_session_timeout"] = "10s"
	config.ConnConfig.RuntimeParams["statement_timeout"] = "10s"
	return config, nil
}

// openPools opens the pools of a store. If there are too few connections for
// several, all are the same pool.
func (s *Store) openPools(ctx context.Context, config *pgxpool.Config, parts share) (err error) {
	if s.changes, err = openPool(ctx, config, parts.changes); err != nil {
		return err
	}
	s.reads, s.heartbeats = s.changes, s.changes
	if parts.reads > 0 {
		if s.reads, err = openPool(ctx, config, parts.reads); err != nil {
			s.reads = s.changes
			return err
		}
	}
	if parts.heartbeats {
		if s.heartbeats, err = openPool(ctx, config, 1); err != nil {
			s.heartbeats = s.changes
		}
	}
	return err
}

// openPool opens a pool of at most most connections.
func openPool(ctx context.Context, config *pgxpool.Config, most int) (*pgxpool.Pool, error) {
	config = config.Copy()
	config.MaxConns = int32(most)
	config.MinConns = min(config.MinConns, config.MaxConns)
	config.MinIdleConns = min(config.MinIdleConns, config.MaxConns)
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("opening the database: %w", err)
	}
	return pool, nil
}
