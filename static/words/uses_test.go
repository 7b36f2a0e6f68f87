package words_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"kibitz/static/words"
)

// Keys that a variable names.
var indirect = map[string]string{
	"otherTimes": "a group of time controls", "noClock": "a time control", "customTime": "a time control",
}

// A use is a place in a source that names keys and fills in their placeholders.
type use struct {
	at    string
	keys  []string // one of them is used; "group." for one of a group
	fills []string // names of what is filled in, sorted
	open  bool     // more may be filled in
}

// Each key that a source names is in the table, each key of the table is named, and
// uses fill in exactly the placeholders of the text.
func TestKeysAndPlaceholdersAreThoseOfTheTable(t *testing.T) {
	texts := read(t, words.English)
	used := map[string]bool{}
	for key := range indirect {
		used[key] = true
	}
	for _, u := range slices.Concat(usesOfServer(t), usesOfScripts(t)) {
		var places []string
		for _, key := range u.keys {
			found := under(texts, key)
			if len(found) == 0 {
				t.Errorf("%s names %s, which is not in the table", u.at, key)
			}
			for name, text := range found {
				used[name] = true
				for _, place := range text.places() {
					if !slices.Contains(u.fills, place) && !u.open {
						t.Errorf("%s does not fill in {%s} of %s", u.at, place, name)
					}
					places = append(places, place)
				}
			}
		}
		for _, name := range u.fills {
			if !slices.Contains(places, name) {
				t.Errorf("%s fills in %s, which %q does not have", u.at, name, u.keys)
			}
		}
	}
	for key := range texts {
		if !used[key] {
			t.Errorf("nobody uses %s", key)
		}
	}
}

// usesOfServer returns what Go names, in pages as the generator wrote them.
func usesOfServer(t *testing.T) (uses []use) {
	t.Helper()
	for _, name := range sources(t, "../../web", ".go") {
		if dir := filepath.Dir(name); dir != "../../web" && dir != "../../web/view" {
			continue // these say nothing to people
		}
		files := token.NewFileSet()
		tree, err := parser.ParseFile(files, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		slotted := map[ast.Node][]string{} // what rich fills in, by the call that it is given
		ast.Inspect(tree, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			if called(call) == "rich" {
				slotted[call.Args[0]] = slotNames(call.Args[1])
			}
			if what := called(call); what != "Say" && what != "Parts" && what != "Has" {
				return true
			}
			if key := keyOf(call.Args[0]); key != "" {
				u := use{at: files.Position(call.Pos()).String(), keys: []string{key}, fills: slotted[call], open: called(call) == "Has" || call.Ellipsis.IsValid()}
				for i := 1; i < len(call.Args); i += 2 {
					if filled := textOf(call.Args[i]); filled != "" {
						u.fills = append(u.fills, filled)
					}
				}
				uses = append(uses, u)
			}
			return true
		})
		uses = append(uses, prefixes(files, tree)...)
	}
	return uses
}

// prefixes are the groups that a file names anywhere, as for a variable.
func prefixes(files *token.FileSet, tree *ast.File) (uses []use) {
	ast.Inspect(tree, func(n ast.Node) bool {
		if literal, ok := n.(*ast.BasicLit); ok && group.MatchString(textOf(literal)) {
			uses = append(uses, use{at: files.Position(n.Pos()).String(), keys: []string{textOf(literal)}, open: true})
		}
		return true
	})
	return uses
}

var group = regexp.MustCompile(`^[a-z]\w+\.$`)

// called returns the name of the function that a call calls.
func called(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// keyOf returns the key that an expression makes, as far as it is written there:
// "group." for a concatenation.
func keyOf(e ast.Expr) string {
	for {
		sum, ok := e.(*ast.BinaryExpr)
		if !ok {
			return textOf(e)
		}
		e = sum.X
	}
}

func textOf(e ast.Expr) string {
	if literal, ok := e.(*ast.BasicLit); ok && literal.Kind == token.STRING {
		text, _ := strconv.Unquote(literal.Value)
		return text
	}
	return ""
}

func slotNames(e ast.Expr) (names []string) {
	if slots, ok := e.(*ast.CompositeLit); ok {
		for _, slot := range slots.Elts {
			if pair, ok := slot.(*ast.KeyValueExpr); ok {
				names = append(names, textOf(pair.Key))
			}
		}
	}
	return names
}

var (
	namedKey   = regexp.MustCompile(`\bwords\.(\w+)(?:\['([^']+)'\])?(?:\.([A-Za-z]+)\b)?`)
	fillCall   = regexp.MustCompile(`[^.\w]fill\(`)
	importLine = regexp.MustCompile(`(?m)^import .*$`)
	property   = regexp.MustCompile(`^\s*(\w+)\s*(?:[:,]|$)`)
)

// usesOfScripts returns what scripts name.
func usesOfScripts(t *testing.T) (uses []use) {
	t.Helper()
	for _, name := range sources(t, "../js", ".js") {
		text := source(t, name)
		if !strings.Contains(text, "words/en.json'") {
			continue
		}
		text = importLine.ReplaceAllString(text, "")
		filled := map[int]bool{} // where keys are named that a fill fills in
		for _, at := range fillCall.FindAllStringIndex(text, -1) {
			arguments := between(text[at[1]:])
			if strings.HasSuffix(text[:at[0]], "function") {
				continue
			}
			u := use{at: name + ": " + arguments[0], fills: properties(arguments[1])}
			start := at[1] + strings.Index(text[at[1]:], arguments[0])
			for _, m := range namedKey.FindAllStringSubmatchIndex(arguments[0], -1) {
				filled[start+m[0]] = true
				u.keys = append(u.keys, scriptKey(arguments[0], m))
			}
			if len(u.keys) == 0 {
				t.Errorf("%s: which texts are filled in is not to be seen", u.at)
			}
			uses = append(uses, u)
		}
		for _, m := range namedKey.FindAllStringSubmatchIndex(text, -1) {
			if !filled[m[0]] {
				uses = append(uses, use{at: name + ": " + text[m[0]:m[1]], keys: []string{scriptKey(text, m)}})
			}
		}
	}
	return uses
}

// scriptKey is the key that a script names: words.key, words.group.key or
// words.group[…].
func scriptKey(text string, m []int) string {
	key := text[m[2]:m[3]]
	if m[6] >= 0 {
		return key + "." + text[m[6]:m[7]]
	}
	return key
}

// properties are the names of an object's properties.
func properties(object string) (names []string) {
	object = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(object), "{"), "}")
	for _, part := range between(object + ")") {
		if m := property.FindStringSubmatch(part); m != nil {
			names = append(names, m[1])
		}
	}
	return names
}

// between are the arguments of a call, whose text begins after its parenthesis.
func between(text string) (arguments []string) {
	depth, from := 0, 0
	var quote rune
	for i, c := range text {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '`' || c == '"':
			quote = c
		case strings.ContainsRune("([{", c):
			depth++
		case depth > 0 && strings.ContainsRune(")]}", c):
			depth--
		case depth == 0 && (c == ',' || c == ')'):
			if part := strings.TrimSpace(text[from:i]); part != "" {
				arguments = append(arguments, part)
			}
			if c == ')' {
				return arguments
			}
			from = i + 1
		}
	}
	return arguments
}
