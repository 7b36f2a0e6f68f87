// Package migrations holds the schema, as numbered SQL files that are compiled
// into the binary, and brings a database up to it.
package migrations

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed *.sql
var files embed.FS

// Up migrates the database that dsn names to the newest schema. Any number of servers
// may call it at once: one migrates, and the others wait for it, up to a minute, and
// find nothing left to do. Up does not change a database that is ahead of this
// binary, so that a rolling update can be rolled back.
func Up(ctx context.Context, dsn string) (err error) {
	// Use the pool's parser, because a DATABASE_URL may have pool_* settings. The plain
	// parser would pass them on to Postgres, which refuses them.
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	config.ConnConfig.ConnectTimeout = 10 * time.Second // a silent host must not keep us waiting forever
	db := stdlib.OpenDB(*config.ConnConfig)
	defer func() { err = errors.Join(err, db.Close()) }()

	// Without the lock, servers that start together trip over each other while
	// creating goose's own table.
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 60))
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	// A migration gets its number when work on it begins, and may be finished after one
	// with a higher number. Migrations must depend on their order only as far as they
	// say so.
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files, goose.WithSessionLocker(locker), goose.WithAllowOutofOrder(true))
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	return nil
}

// Hash names the schema: it changes whenever a migration is added, renamed or
// edited. It is short enough to be part of a database's name.
func Hash() string { return hash(files) }

func hash(fsys fs.FS) string {
	names, err := fs.Glob(fsys, "*.sql") // sorted
	if err != nil {
		panic(err) // the pattern is constant
	}
	sum := sha256.New()
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			panic(err) // the files are part of the binary
		}
		// Lengths first, so that no two sets of files read the same.
		for _, part := range [][]byte{[]byte(name), text} {
			sum.Write(binary.BigEndian.AppendUint64(nil, uint64(len(part))))
			sum.Write(part)
		}
	}
	return hex.EncodeToString(sum.Sum(nil)[:6])
}
