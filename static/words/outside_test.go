package words_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"html"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	templ "github.com/a-h/templ/parser/v2"
	"github.com/a-h/templ/parser/v2/visitor"
)

var letter = regexp.MustCompile(`\pL`)

// humanAttributes are those that people read or hear.
var humanAttributes = []string{"title", "aria-label", "aria-description", "aria-roledescription", "alt", "placeholder", "label", "data-title", "data-none"}

// All text of pages must be in the table, because text in a template has only one
// language.
func TestAllTextIsInTheTable(t *testing.T) {
	used := map[int]bool{}
	textOfTemplates(t, used)
	textOfServer(t, used)
	textOfScripts(t, used)
	for i, e := range exceptions {
		if !used[i] {
			t.Errorf("no %s says %q any more: take it from the exceptions", e.file, e.text)
		}
	}
}

func textOfTemplates(t *testing.T, used map[int]bool) {
	t.Helper()
	for _, name := range sources(t, "../../web/view", ".templ") {
		file, err := templ.Parse(name)
		if err != nil {
			t.Fatal(err)
		}
		complain := func(text string) {
			if text = strings.TrimSpace(html.UnescapeString(text)); letter.MatchString(text) && !excepted(name, text, used) {
				t.Errorf("%s says %q: put it into the table of words", name, text)
			}
		}
		v := visitor.New()
		v.Text = func(n *templ.Text) error {
			complain(n.Value)
			return nil
		}
		v.StringExpression = func(n *templ.StringExpression) error {
			complain(strings.Join(saidIn(t, n.Expression.Value), " "))
			return nil
		}
		v.ConstantAttribute = func(n *templ.ConstantAttribute) error {
			if slices.Contains(humanAttributes, n.Key.String()) {
				complain(n.Value)
			}
			return nil
		}
		v.ExpressionAttribute = func(n *templ.ExpressionAttribute) error {
			if slices.Contains(humanAttributes, n.Key.String()) {
				complain(strings.Join(saidIn(t, n.Expression.Value), " "))
			}
			return nil
		}
		if err := file.Visit(v); err != nil {
			t.Fatal(err)
		}
	}
}

// saidIn returns the literals of an expression, except those that name something in
// a call.
func saidIn(t *testing.T, expression string) (literals []string) {
	t.Helper()
	tree, err := parser.ParseExpr(expression)
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		if _, call := n.(*ast.CallExpr); call {
			return false
		}
		if e, ok := n.(ast.Expr); ok && textOf(e) != "" {
			literals = append(literals, textOf(e))
		}
		return true
	})
	return literals
}

// A sentence is text in a source that looks like one: two words, or a capitalized
// word.
var (
	sentence = regexp.MustCompile(`\pL{2,}[,;:]? \pL{2,}|^\pL+ .*\pL|^\p{Lu}\p{Ll}+[.…!?]?$`)
	// Calls whose text is for programs, for the log or for readers of a panic.
	forPrograms = regexp.MustCompile(`^(New|Newf|NewUsedUp|Errorf|Error|Warn|Info|Debug|Sprintf|Set|Add|Get|Header|panic|plain|refuse|MustCompile|NewDesc|Fprintf|Format|WriteString)$`)
)

// An exception is text that nobody reads, or that is the same in all languages.
type exception struct{ file, text, why string } // file and text are patterns

var exceptions = []exception{
	{`import\.templ$`, `^1\. e4`, "moves are written the same everywhere"},
	{`lab\.go$`, `^curl `, "a command"},
	{`web/(app\.go|view/layout_templ\.go)$|game/attention\.js$`, `^Kibitz$`, "the name of the site"},
	{`web/pages\.go$`, `^Go$`, "the name of the language, with its version"},
	{`web/errors\.go$`, `^something went wrong on|^; try again in a moment`, "for programs: explain has it for people"},
	{`web/health\.go$`, `log$|^degraded:`, "for whoever runs the server"},
	{`web/routes\.go$`, `^(GET|POST) /`, "a pattern of addresses"},
	{`web/\w+\.go$`, `^Range$|^<svg `, "a header, and a picture"},
	{`view/moves\.go$`, `^(Event|Site|Date)$`, "the name of a tag in PGN"},
	{`view/(standing|\w+_templ)\.go$`, `^[a-z -]+$`, "words of a rule, which styles and scripts know"},
	{`view/prefs\.go$|\.js$`, `^light dark$|^\(prefers-`, "CSS"},
	{`\.js$`, `^button \w+$|^bar none$|^input, textarea`, "classes and selectors"},
	{`\.js$`, `^(Escape|Enter|Notification)$`, "names of browsers"},
	{`\.js$`, `^not copied$|^0 is not of 0$`, "an error that is caught, or for the console"},
	{`slots\.js$`, `^kibitz connection`, "the name of a lock"},
}

// excepted reports whether a text may be outside the table, and records by which
// exception.
func excepted(file, text string, used map[int]bool) bool {
	for i, e := range exceptions {
		if regexp.MustCompile(e.file).MatchString(file) && regexp.MustCompile(e.text).MatchString(text) {
			used[i] = true
			return true
		}
	}
	return false
}

func textOfServer(t *testing.T, used map[int]bool) {
	t.Helper()
	for _, name := range sources(t, "../../web", ".go") {
		if dir := filepath.Dir(name); dir != "../../web" && dir != "../../web/view" {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ImportSpec:
				return false
			case *ast.Field: // a tag
				return n.Tag == nil
			case *ast.CallExpr:
				return !forPrograms.MatchString(called(n))
			case *ast.BasicLit:
				if text := textOf(n); sentence.MatchString(text) && !excepted(name, text, used) {
					t.Errorf("%s says %q: put it into the table of words", name, text)
				}
			}
			return true
		})
	}
}

func textOfScripts(t *testing.T, used map[int]bool) {
	t.Helper()
	for _, name := range sources(t, "../js", ".js") {
		for _, text := range literalsOf(source(t, name)) {
			if sentence.MatchString(text) && !excepted(name, text, used) {
				t.Errorf("%s says %q: put it into the table of words", name, text)
			}
		}
	}
}

// literalsOf returns the strings of a script and the pieces of its templates. It
// recognizes comments, and treats regular expressions as code, because ours have no
// quotes.
func literalsOf(script string) (found []string) {
	token := regexp.MustCompile(`(?s)//[^\n]*|/\*.*?\*/|'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|` + "`((?:[^`\\\\]|\\\\.)*)`")
	hole := regexp.MustCompile(`\$\{[^{}]*\}`)
	for _, m := range token.FindAllStringSubmatch(script, -1) {
		found = append(found, m[1], m[2], hole.ReplaceAllString(m[3], "0"))
	}
	return slices.DeleteFunc(found, func(text string) bool { return text == "" })
}
