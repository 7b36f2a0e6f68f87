package store_test

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"kibitz/store"
	"kibitz/store/storetest"
)

var (
	statement = regexp.MustCompile(`^(?:select|insert|update|delete|with) `)
	named     = regexp.MustCompile(`@[a-z_]+`)
)

// Every query of this package is a constant, or a variable that is made once of
// the columns of a row. Each is prepared here on the migrated schema, so that none
// can name a column that is not there; a query that is put together elsewhere is
// found by reviewers.
func TestEveryQueryIsPrepared(t *testing.T) {
	conn, err := pgx.Connect(t.Context(), storetest.Database(t))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	queries := queriesOf(t)
	if len(queries) < 8 {
		t.Fatalf("only %d queries were found", len(queries))
	}
	for name, sql := range queries {
		if strings.HasSuffix(name, "Columns") {
			continue // a part of others
		}
		numbered := map[string]bool{}
		for _, arg := range named.FindAllString(sql, -1) {
			numbered[arg] = true
		}
		args := pgx.NamedArgs{}
		for arg := range numbered {
			args[arg[1:]] = nil
		}
		rewritten, _, err := args.RewriteQuery(t.Context(), conn, sql, nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(numbered) == 0 {
			rewritten = sql
		}
		if _, err := conn.Prepare(t.Context(), name, rewritten); err != nil {
			t.Errorf("%s: %v\n%s", name, err, sql)
		}
	}
}

// queriesOf returns the package's constants that hold a statement, and its
// variables of text.
func queriesOf(t *testing.T) map[string]string {
	t.Helper()
	fset := token.NewFileSet()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	// No imports are read, and the errors for it dropped: constants need none.
	config := types.Config{Error: func(error) {}}
	pkg, _ := config.Check("kibitz/store", fset, files, nil)
	queries := map[string]string{}
	for _, name := range pkg.Scope().Names() {
		switch is := pkg.Scope().Lookup(name).(type) {
		case *types.Const:
			if is.Val().Kind() != constant.String {
				continue
			}
			if sql := strings.TrimSpace(constant.StringVal(is.Val())); statement.MatchString(sql + " ") {
				queries[name] = sql
			}
		case *types.Var:
			if is.Type() != types.Typ[types.String] {
				continue
			}
			if queries[name] = store.Built[name]; queries[name] == "" {
				t.Errorf("%s is not in Built: it would not be prepared", name)
			}
		}
	}
	return queries
}
