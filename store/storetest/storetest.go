// Package storetest gives each test a Postgres database of its own: clean,
// migrated and thrown away afterwards. Tests that ask for one may run in
// parallel, as may test programs.
package storetest

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// patience bounds everything done here. It allows for a first start on a machine
// that is compiling at the same time.
const patience = time.Minute

// Database returns the address of a clean, migrated database, in the form of
// DATABASE_URL. It is dropped when the test ends, even if connections are still
// open. Without Postgres on the machine the test fails.
func Database(t testing.TB) string {
	t.Helper()
	s, err := ready()
	if err != nil {
		t.Fatalf("a database for the test: %v", err)
	}
	name := "test_" + strings.ToLower(rand.Text()[:12])
	admin := s.URL("postgres")
	// Where Postgres offers a choice, copying files is faster than its default.
	create := fmt.Sprintf("create database %s template %s", name, s.template.name)
	if s.template.server >= 15_00_00 {
		create += " strategy file_copy"
	}
	if err := execute(admin, create); err != nil {
		t.Fatalf("a database for the test: %v", err)
	}
	t.Cleanup(func() {
		if err := execute(admin, "drop database "+name+" with (force)"); err != nil {
			t.Errorf("drop the test's database: %v", err)
		}
	})
	return s.URL(name)
}

// execute runs one statement on its own connection: a pool would outlive the test,
// and some tests check for leaked goroutines.
func execute(dsn, statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, statement)
	return err
}
