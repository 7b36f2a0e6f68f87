package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Every error that a package exports says of what kind it is: one that does not
// would be answered as a defect of the server. They are found in the source, and a
// program that imports them all asks each.
func TestExportedErrorsHaveAKind(t *testing.T) {
	errors := 0
	for line := range strings.Lines(askKinds(t, exportedVariables(t))) {
		name, kind, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if errors++; kind == "" {
			t.Errorf("%s has no kind: make it with failure.New, or have it wrap one that has", name)
		}
	}
	if errors < 50 {
		t.Errorf("only %d errors were found", errors)
	}
}

// exportedVariables returns the names of the variables that each package of the
// domain, the store and the web exports. What is internal is between two packages.
func exportedVariables(t *testing.T) map[string][]string {
	t.Helper()
	exported := map[string][]string{}
	for _, p := range list(t, "./game/...", "./store/...", "./web/...") {
		if strings.Contains(p.ImportPath, "/internal/") || strings.HasSuffix(p.ImportPath, "test") {
			continue
		}
		for _, name := range p.GoFiles {
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			if file.Name.Name != "main" {
				exported[p.ImportPath] = append(exported[p.ImportPath], variablesOf(file)...)
			}
		}
	}
	return exported
}

// variablesOf returns the variables that a file exports.
func variablesOf(file *ast.File) (exported []string) {
	for _, d := range file.Decls {
		group, ok := d.(*ast.GenDecl)
		if !ok || group.Tok != token.VAR {
			continue
		}
		for _, spec := range group.Specs {
			for _, name := range spec.(*ast.ValueSpec).Names {
				if name.IsExported() {
					exported = append(exported, name.Name)
				}
			}
		}
	}
	return exported
}

// askKinds runs a program that writes a line for each of the variables that is an
// error: its name, a tab and its kind.
func askKinds(t *testing.T, exported map[string][]string) string {
	t.Helper()
	var imports, variables strings.Builder
	for path, names := range exported {
		if len(names) == 0 {
			continue
		}
		alias := strings.NewReplacer("/", "_", "-", "_").Replace(path)
		fmt.Fprintf(&imports, "\t%s %q\n", alias, path)
		for _, name := range names {
			fmt.Fprintf(&variables, "\t\t%q: %s.%s,\n", path+"."+name, alias, name)
		}
	}
	file := filepath.Join(t.TempDir(), "main.go")
	if err := os.WriteFile(file, []byte(strings.NewReplacer("IMPORTS", imports.String(), "VARIABLES", variables.String()).Replace(kindsProgram)), 0o600); err != nil {
		t.Fatal(err)
	}
	command := exec.Command("go", "run", file)
	command.Dir = "../.."
	var complaints strings.Builder
	command.Stderr = &complaints
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, complaints.String())
	}
	return string(out)
}

const kindsProgram = `package main

import (
	"fmt"
	"kibitz/game/failure"
IMPORTS)

func main() {
	for name, value := range map[string]any{
VARIABLES	} {
		if err, ok := value.(error); ok {
			fmt.Printf("%s\t%s\n", name, failure.KindOf(err))
		}
	}
}
`
