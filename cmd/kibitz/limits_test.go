package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

const limitsDoc = "../../docs/limits.md"

// A constantOf names a constant in the table, such as `game/live.maxRooms`.
var constantOf = regexp.MustCompile("`((?:game|web|store|cmd)[a-z/]*)\\.([A-Za-z]+)`")

// The table of limits says what the constants say, and has every one of web's.
func TestTableOfLimitsIsTrue(t *testing.T) {
	text, err := os.ReadFile(limitsDoc)
	if err != nil {
		t.Fatal(err)
	}
	told, values := map[string]bool{}, map[string]map[string]constant.Value{}
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, "|")
		if len(cells) != 6 { // four, and what is before the first bar and after the last
			continue
		}
		for _, named := range constantOf.FindAllStringSubmatch(cells[4], -1) {
			pkg, name := named[1], named[2]
			told[pkg+"."+name] = true
			if values[pkg] == nil {
				values[pkg] = constantsOf(t, pkg)
			}
			value, ok := values[pkg][name]
			if !ok {
				t.Errorf("there is no constant %s.%s", pkg, name)
				continue
			}
			if limit := cells[2] + cells[3]; !says(limit, forms(value)) {
				t.Errorf("%s.%s is %v, which is not in %q", pkg, name, forms(value), strings.TrimSpace(limit))
			}
		}
	}
	for _, name := range limitsOfWeb(t) {
		if !told[name] {
			t.Errorf("%s has no row for %s", limitsDoc, name)
		}
	}
}

// says reports whether a text has one of several numbers in it.
func says(text string, forms []string) bool {
	for _, form := range forms {
		if regexp.MustCompile(`(?:^|[^0-9.,])` + regexp.QuoteMeta(form) + `(?:$|[^0-9.]|[.,][^0-9])`).MatchString(text) {
			return true
		}
	}
	return false
}

// forms are the ways in which a number may be written.
func forms(v constant.Value) (all []string) {
	n, exact := constant.Int64Val(constant.ToInt(v))
	if !exact {
		f, _ := constant.Float64Val(v)
		return []string{fmt.Sprint(f)}
	}
	all = []string{thousands(int(n))}
	for _, unit := range []struct {
		size int64
		name string
	}{{1 << 10, "KiB"}, {1 << 20, "MiB"}, {int64(time.Millisecond), "ms"}, {int64(time.Second), "s"}, {int64(time.Minute), "min"}} {
		if n > 0 && n%unit.size == 0 {
			all = append(all, thousands(int(n/unit.size))+" "+unit.name)
		}
	}
	return all
}

// thousands writes a number with commas.
func thousands(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// constantsOf returns the numbers among a package's constants.
func constantsOf(t *testing.T, pkg string) map[string]constant.Value {
	t.Helper()
	checked, err := packages{t}.Import("kibitz/" + pkg)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]constant.Value{}
	for _, name := range checked.Scope().Names() {
		if c, ok := checked.Scope().Lookup(name).(*types.Const); ok && constant.ToFloat(c.Val()).Kind() == constant.Float {
			found[name] = c.Val()
		}
	}
	return found
}

// packages imports ours, as far as constants need it: whatever else they import is
// missing, and so are its users.
type packages struct{ t *testing.T }

func (ps packages) Import(path string) (*types.Package, error) {
	const units = "package time; type Duration int64; const (Millisecond Duration = 1e6; Second = 1e3 * Millisecond; Minute = 60 * Second; Hour = 60 * Minute)"
	set := token.NewFileSet()
	var files []*ast.File
	add := func(name string, text any) {
		file, err := parser.ParseFile(set, name, text, parser.SkipObjectResolution)
		if err != nil {
			ps.t.Fatal(err)
		}
		files = append(files, file)
	}
	switch folder, ours := strings.CutPrefix(path, "kibitz/"); {
	case path == "time":
		add("time.go", units)
	case ours:
		names, err := filepath.Glob(filepath.Join("../..", folder, "*.go"))
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if !strings.HasSuffix(name, "_test.go") {
				add(name, nil)
			}
		}
	default:
		return nil, errors.New("not needed")
	}
	config := types.Config{Importer: ps, Error: func(error) {}, IgnoreFuncBodies: true}
	checked, _ := config.Check(path, set, files, nil)
	return checked, nil
}

// limitsOfWeb are the constants of the files limits.go of web and of the packages
// below it.
func limitsOfWeb(t *testing.T) (names []string) {
	t.Helper()
	err := filepath.WalkDir("../../web", func(path string, _ fs.DirEntry, err error) error {
		if err == nil && filepath.Base(path) == "limits.go" {
			names = append(names, constantsIn(t, path)...)
		}
		return err
	})
	if err != nil || len(names) < 50 {
		t.Fatalf("%d limits were found, %v", len(names), err)
	}
	return names
}

// constantsIn returns the constants of a file, by its package.
func constantsIn(t *testing.T, path string) (names []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	pkg := strings.TrimPrefix(filepath.ToSlash(filepath.Dir(path)), "../../")
	for _, decl := range file.Decls {
		if d, ok := decl.(*ast.GenDecl); ok && d.Tok == token.CONST {
			for _, spec := range d.Specs {
				for _, name := range spec.(*ast.ValueSpec).Names {
					names = append(names, pkg+"."+name.Name)
				}
			}
		}
	}
	return names
}
