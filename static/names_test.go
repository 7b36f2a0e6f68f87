package static

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// transport/event.js repeats the names of what the server may send. A kind missing
// there never reaches a page, because an EventSource receives only the events that it
// listens for.
func TestScriptsKnowWhateverAnEventMaySay(t *testing.T) {
	text, err := fs.ReadFile(embedded, "js/transport/event.js")
	if err != nil {
		t.Fatal(err)
	}
	consts := constants(t, "../game", "../web")
	for _, c := range []struct {
		of      string // a type of the server
		pattern string // of the place where the script lists its values
		more    []string
	}{
		{"Kind", `(?s)export const kinds = [^[]*\[(.*?)\]`, []string{"ping"}}, // which no constant names
		{"Status", `@typedef \{(.*)\} Status \*/`, nil},
		{"OfferKind", `@typedef \{(.*)\} OfferKind \*/`, nil},
		{"Color", `@typedef \{(.*)\} Color \*/`, nil},
	} {
		place := regexp.MustCompile(c.pattern).FindSubmatch(text)
		if place == nil {
			t.Errorf("event.js has no list of %s", c.of)
			continue
		}
		var known []string
		for _, m := range regexp.MustCompile(`'([^']+)'`).FindAllSubmatch(place[1], -1) {
			known = append(known, string(m[1]))
		}
		said := slices.Concat(consts[c.of], c.more)
		slices.Sort(known)
		slices.Sort(said)
		if said = slices.Compact(said); len(consts[c.of]) == 0 || !slices.Equal(known, said) {
			t.Errorf("%s: event.js knows %q, the server says %q", c.of, known, said)
		}
	}
}

// constants returns the values of the constants of the types of the domain, by the
// name of the type, wherever they are declared.
func constants(t *testing.T, roots ...string) map[string][]string {
	t.Helper()
	values := map[string][]string{}
	for _, root := range roots {
		err := filepath.WalkDir(root, func(name string, entry os.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_templ.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if spec, ok := n.(*ast.ValueSpec); ok {
					of := domainType(file, spec.Type)
					for _, v := range spec.Values {
						if text, err := strconv.Unquote(literal(v)); err == nil && of != "" && text != "" {
							values[of] = append(values[of], text)
						}
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return values
}

// domain are the packages whose types an event is made of.
var domain = []string{"game", "rules"}

// domainType names a type of these packages, as a file refers to it; "" for others.
func domainType(file *ast.File, of ast.Expr) string {
	switch of := of.(type) {
	case *ast.Ident:
		if slices.Contains(domain, file.Name.Name) {
			return of.Name
		}
	case *ast.SelectorExpr:
		if from, ok := of.X.(*ast.Ident); ok && slices.Contains(domain, from.Name) {
			return of.Sel.Name
		}
	}
	return ""
}

func literal(v ast.Expr) string {
	if text, ok := v.(*ast.BasicLit); ok {
		return text.Value
	}
	return ""
}
