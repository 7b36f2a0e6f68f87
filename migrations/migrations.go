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

// Up brings the database that dsn names to the newest schema. Any number of
// servers may call it at once: one migrates, the others wait for it, up to a
// minute, and find nothing left to do. A database that is ahead of this binary
// is left as it is, so that a rolling update can be rolled back.
func Up(ctx context.Context, dsn string) (err error) {
	// The pool's parser, because a DATABASE_URL may carry pool_* settings, which
	// the plain parser would pass on to Postgres, which refuses them.
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	config.ConnConfig.ConnectTimeout = 10 * time.Second // a host that is silent must not keep us waiting for ever
	db := stdlib.OpenDB(*config.ConnConfig)
	defer func() { err = errors.Join(err, db.Close()) }()

	// Without the lock, servers that start together trip over each other while
	// creating goose's own table.
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 60))
	if err != nil {
		return fmt.Errorf("migrate: %w", err)
	}
	// Numbers are given out when work on a migration begins, and it may be done
	// after that on a later one. Migrations must not depend on their order beyond
	// what they name.
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
