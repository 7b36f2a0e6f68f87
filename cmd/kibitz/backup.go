package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"kibitz/store/embedded"
)

// A copying is what "kibitz backup" or "kibitz restore" was asked to do.
type copying struct {
	restore  bool
	data     string
	database string
	file     string
	force    bool
	verify   bool
}

// readCopying reads what follows "kibitz backup" or "kibitz restore".
func readCopying(command string, args []string, env func(string) string, out io.Writer) (copying, error) {
	c := copying{restore: command == "restore"}
	flags := flag.NewFlagSet("kibitz "+command, flag.ContinueOnError)
	flags.SetOutput(out)
	flags.Usage = func() {
		if c.restore {
			fmt.Fprintln(out, "Restores a backup into a database that no server uses.\n\nUsage: kibitz restore [flags] FILE")
		} else {
			fmt.Fprintln(out, "Writes all games and players to a file, while servers run.\n\nUsage: kibitz backup [flags] FILE")
		}
		flags.PrintDefaults()
	}
	flags.StringVar(&c.data, "data", cmp.Or(env("KIBITZ_DATA"), embedded.DefaultDir()), "`folder` of the private Postgres (KIBITZ_DATA)")
	flags.StringVar(&c.database, "database", "", "Postgres `URL`; none is the private Postgres (DATABASE_URL)")
	if c.restore {
		flags.BoolVar(&c.force, "force", false, "also into a database that has games, which are lost")
		flags.BoolVar(&c.verify, "verify", true, "replay all games at the end, as kibitz verify does")
	}
	if err := flags.Parse(args); err != nil {
		return c, err
	}
	c.database = cmp.Or(c.database, env("DATABASE_URL"))
	if flags.NArg() != 1 {
		return c, fmt.Errorf("kibitz %s takes one argument, the file; see kibitz %[1]s -help", command)
	}
	c.file = flags.Arg(0)
	return c, nil
}

// copyAll does what was asked for, on the private Postgres or the one that was
// named.
func copyAll(ctx context.Context, c copying, log *slog.Logger) (err error) {
	if c.restore {
		if _, err := os.Stat(c.file); err != nil {
			return err
		}
	} else if err := hasDatabase(c.database, c.data, "back up"); err != nil {
		return err
	}
	url, stop, err := findDatabase(ctx, c.database, c.data, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	conn, err := connect(ctx, url)
	if err != nil {
		return fmt.Errorf("connecting to the database: %w", err)
	}
	defer conn.Close(context.WithoutCancel(ctx))
	var version int
	if err := conn.QueryRow(ctx, "select current_setting('server_version_num')::int / 10000").Scan(&version); err != nil {
		return err
	}
	at, err := forPrograms(url)
	if err != nil {
		return err
	}
	at.major = version
	if !c.restore {
		return backup(ctx, at, c.file)
	}
	if err := restore(ctx, conn, at, c); err != nil || !c.verify {
		return err
	}
	return verifyRestored(ctx, url, os.Stdout, os.Stderr)
}

// verifyRestored checks what a restore has put there. That cannot be undone by what
// is found, so it is no part of the restore, and servers need not wait for it.
func verifyRestored(ctx context.Context, url string, out, progress io.Writer) error {
	fmt.Fprintln(progress, "The games are restored. They are being verified, for which servers need not wait.")
	err := verifyAt(ctx, url, verifying{workers: verifyWorkers}, out, progress)
	switch {
	case errors.Is(err, errOtherSchema):
		fmt.Fprintf(progress, "They are not verified: %v.\n", err)
		return nil
	case err != nil:
		return fmt.Errorf("verifying the restored games: %w", err)
	}
	return nil
}

// connect does without what pools are told by an address.
func connect(ctx context.Context, dsn string) (*pgx.Conn, error) {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, err
	}
	return pgx.ConnectConfig(ctx, config.ConnConfig)
}

// backup writes the database as it is at one moment. The file is there when it
// is complete.
func backup(ctx context.Context, at target, file string) error {
	if is, err := os.Lstat(file); err == nil && !is.Mode().IsRegular() { // a device, or a link to somewhere
		return fmt.Errorf("%s is there and is no file of its own: name another", file)
	}
	made, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*") // 0600: it has what people wrote
	if err != nil {
		return err
	}
	defer os.Remove(made.Name())
	defer made.Close()
	dump, err := at.program(ctx, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--dbname="+at.url)
	if err != nil {
		return err
	}
	dump.Stdout = made
	if err := tell(dump); err != nil {
		return err
	}
	if err := errors.Join(made.Sync(), made.Close()); err != nil {
		return err
	}
	return os.Rename(made.Name(), file)
}

// emptied removes what a database of ours has. The rest of the schema may be
// somebody else's, or not ours to remove.
const emptied = `do $$ declare one record; begin
	for one in select tablename from pg_tables where schemaname = 'public' loop
		execute format('drop table public.%I cascade', one.tablename);
	end loop;
end $$`

// restore puts a backup in place of what a database has, in one transaction: it
// is there whole, or nothing has changed.
func restore(ctx context.Context, conn *pgx.Conn, at target, c copying) error {
	if err := mayReplace(ctx, conn, c.force); err != nil {
		return err
	}
	script, err := os.CreateTemp("", "kibitz-restore-*.sql") // 0600
	if err != nil {
		return err
	}
	defer os.Remove(script.Name())
	defer script.Close()
	// Read to its end before anything is touched: a backup may have been cut off.
	unpack, err := at.program(ctx, "pg_restore", "--no-owner", "--no-privileges", "--file=-", c.file)
	if err != nil {
		return err
	}
	unpack.Stdout = script
	if err := tell(unpack); err != nil {
		return err
	}
	psql, err := at.program(ctx, "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
		"--dbname="+at.url, "--command="+emptied, "--file="+script.Name())
	if err != nil {
		return err
	}
	return tell(psql)
}

// mayReplace refuses to take a database away from a server, or games from
// people.
func mayReplace(ctx context.Context, conn *pgx.Conn, force bool) error {
	var others int
	if err := conn.QueryRow(ctx, `select count(*) from pg_stat_activity
		where datname = current_database() and application_name = 'kibitz'`).Scan(&others); err != nil {
		return err
	}
	if others > 0 {
		return errors.New("a Kibitz server uses this database: stop it first")
	}
	var table *string
	if err := conn.QueryRow(ctx, "select to_regclass('public.games')::text").Scan(&table); err != nil || table == nil || force {
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

// tell runs a program and tells what it complained of if it fails.
func tell(cmd *exec.Cmd) error {
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w: %s", filepath.Base(cmd.Path), err, strings.TrimSpace(complaint.String()))
	}
	return nil
}
