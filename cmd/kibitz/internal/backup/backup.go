// Package backup writes a database to a file and restores it, with Postgres's own
// programs in the version of the database's server.
package backup

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Write writes a consistent snapshot of the database at an address to a file that
// only its owner can read. After an error the file is unchanged. Servers may keep
// running meanwhile.
func Write(ctx context.Context, url, file string) error {
	conn, from, err := connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if info, err := os.Lstat(file); err == nil && !info.Mode().IsRegular() { // a device, or a link to somewhere
		return fmt.Errorf("%s is there and is no file of its own: name another", file)
	}
	made, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*") // 0600: it has what people wrote
	if err != nil {
		return err
	}
	defer os.Remove(made.Name())
	defer made.Close()
	dump, err := from.program(ctx, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--dbname="+from.url)
	if err != nil {
		return err
	}
	dump.Stdout = made
	if err := run(dump); err != nil {
		return err
	}
	if err := errors.Join(made.Sync(), made.Close()); err != nil {
		return err
	}
	return os.Rename(made.Name(), file)
}

// dropTables removes all tables of Kibitz's database. The rest of the schema may
// belong to others, or we may not be allowed to remove it.
const dropTables = `do $$ declare one record; begin
	for one in select tablename from pg_tables where schemaname = 'public' loop
		execute format('drop table public.%I cascade', one.tablename);
	end loop;
end $$`

// Restore replaces the contents of the database at an address by a backup, in one
// transaction: after an error nothing has changed. It refuses if a server uses the
// database and, unless replace is set, if the database has games.
func Restore(ctx context.Context, url, file string, replace bool) error {
	conn, to, err := connect(ctx, url)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if err := mayReplace(ctx, conn, replace); err != nil {
		return err
	}
	script, err := os.CreateTemp("", "kibitz-restore-*.sql") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(script.Name())
	defer script.Close()
	// Read all of it before touching anything, because a backup may be truncated.
	unpack, err := to.program(ctx, "pg_restore", "--no-owner", "--no-privileges", "--file=-", file)
	if err != nil {
		return err
	}
	unpack.Stdout = script
	if err := run(unpack); err != nil {
		return err
	}
	psql, err := to.program(ctx, "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
		"--dbname="+to.url, "--command="+dropTables, "--file="+script.Name())
	if err != nil {
		return err
	}
	return run(psql)
}

// mayReplace refuses if a server uses the database, or if games would be lost.
func mayReplace(ctx context.Context, conn *pgx.Conn, replace bool) error {
	var others int
	if err := conn.QueryRow(ctx, `select count(*) from pg_stat_activity
		where datname = current_database() and application_name = 'kibitz'`).Scan(&others); err != nil {
		return err
	}
	if others > 0 {
		return errors.New("a Kibitz server uses this database: stop it first")
	}
	var table *string
	if err := conn.QueryRow(ctx, "select to_regclass('public.games')::text").Scan(&table); err != nil || table == nil || replace {
		return err
	}
	var games bool
	if err := conn.QueryRow(ctx, "select exists (select from public.games)").Scan(&games); err != nil {
		return err
	}
	if games {
		return errors.New("the database has games, which would be lost; -force replaces them")
	}
	return nil
}

// connect connects to a database, and returns what Postgres's programs need to do the
// same. It ignores an address's settings for pools.
func connect(ctx context.Context, url string) (*pgx.Conn, target, error) {
	at, err := targetOf(url)
	if err != nil {
		return nil, target{}, err
	}
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, target{}, fmt.Errorf("connecting to the database: %w", err)
	}
	conn, err := pgx.ConnectConfig(ctx, config.ConnConfig)
	if err != nil {
		return nil, target{}, fmt.Errorf("connecting to the database: %w", err)
	}
	if err := conn.QueryRow(ctx, "select current_setting('server_version_num')::int / 10000").Scan(&at.major); err != nil {
		conn.Close(context.WithoutCancel(ctx))
		return nil, target{}, err
	}
	return conn, at, nil
}

// run runs a program. An error includes the program's own message.
func run(cmd *exec.Cmd) error {
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w: %s", filepath.Base(cmd.Path), err, strings.TrimSpace(complaint.String()))
	}
	return nil
}
