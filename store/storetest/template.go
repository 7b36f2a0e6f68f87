package storetest

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"kibitz/migrations"
	"kibitz/store/embedded"
)

// A template is a migrated database that nobody connects to any more.
type template struct {
	name   string
	server int // version of Postgres, as 150018
}

// buildLock is the key of the advisory lock that one builder holds at a time.
const buildLock = 0x6b696269747a

// prepare returns the template of this schema, and builds it unless another test
// program has.
func prepare(ctx context.Context, server *embedded.Server) (t template, err error) {
	t.name = "template_" + migrations.Hash()
	conn, err := pgx.Connect(ctx, server.URL("postgres"))
	if err != nil {
		return t, err
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }() // unlocks, too
	if _, err := conn.Exec(ctx, "select pg_advisory_lock($1)", buildLock); err != nil {
		return t, err
	}
	var built bool
	err = conn.QueryRow(ctx, `
		select current_setting('server_version_num')::int,
		       exists (select from pg_database where datname = $1)`, t.name).Scan(&t.server, &built)
	if err != nil || built {
		return t, err
	}
	if err := t.build(ctx, conn, server); err != nil {
		return t, fmt.Errorf("build %s: %w", t.name, err)
	}
	return t, nil
}

// build names the template last, so that a template with that name is complete.
func (t template) build(ctx context.Context, conn *pgx.Conn, server *embedded.Server) error {
	draft := t.name + "_draft"
	for _, statement := range []string{
		"drop database if exists " + draft + " with (force)", // of a builder that was killed
		"create database " + draft,
	} {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return err
		}
	}
	if err := migrations.Up(ctx, server.URL(draft)); err != nil {
		return err
	}
	_, err := conn.Exec(ctx, "alter database "+draft+" rename to "+t.name)
	return err
}
