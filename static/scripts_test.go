package static

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// scriptRules say which scripts may not import what, and why. A folder includes
// everything in it; "" is the scripts beside the folders. Types count as well: to
// read a module, one has to read the modules whose types it names.
var scriptRules = []struct {
	scripts   []string
	forbidden []string
	except    []string // scripts that may
	why       string
}{
	{[]string{"board/"}, []string{"game/", "transport/", "lab/"}, nil,
		"a board shows positions and takes moves: it knows neither games nor how news of them comes"},
	{[]string{"transport/"}, []string{"board/", "game/", "lab/"}, nil,
		"a transport carries events and draws nothing: the SharedWorker, which has no page, loads it too"},
	{[]string{"game/"}, []string{"lab/"}, nil,
		"the page of a game does without the lab"},
	{[]string{"lab/", "lab.js"}, []string{"game/"}, nil,
		"the lab compares transports: it has no players, offers or clocks"},
	{[]string{"lobby.js", "watch.js", "live-board.js", "share.js", "settings.js"}, []string{"game/", "lab/"}, nil,
		"only the page of a game has a game to play"},
	{[]string{""}, []string{"main.js", "lab.js", "sw.js", "transport/worker.js"}, nil,
		"they are where browsers begin: importing one would run it"},
	{[]string{"dom.js", "words.js", "toast.js", "announce.js", "copy.js", "offset.js"}, []string{"board/", "game/", "transport/", "lab/"}, nil,
		"what all share leans on nobody"},
	{[]string{""}, []string{"game/"}, []string{"game/", "main.js"},
		"main.js starts the page of a game, and nothing else needs it"},
}

var scriptImport = regexp.MustCompile(`(?:from|import)\s*\(?\s*'(\.[^']*)'`)

// scriptImports returns what each script imports, by their names below js/.
func scriptImports(t *testing.T) map[string][]string {
	t.Helper()
	imports := map[string][]string{}
	err := fs.WalkDir(embedded, "js", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := fs.ReadFile(embedded, name)
		script := strings.TrimPrefix(name, "js/")
		imports[script] = nil
		for _, m := range scriptImport.FindAllSubmatch(text, -1) {
			if imported := path.Join(path.Dir(name), string(m[1])); imported != wordTable {
				imports[script] = append(imports[script], strings.TrimPrefix(imported, "js/"))
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return imports
}

func below(script string, parents []string) bool {
	return slices.ContainsFunc(parents, func(parent string) bool {
		return script == parent || (parent == "" || strings.HasSuffix(parent, "/")) && strings.HasPrefix(script, parent)
	})
}

func TestScriptImportsKeepTheRules(t *testing.T) {
	imports := scriptImports(t)
	for script, imported := range imports {
		for _, other := range imported {
			if _, there := imports[other]; !there {
				t.Errorf("%s names %s, which is not there", script, other)
			}
			for _, rule := range scriptRules {
				if below(script, rule.scripts) && below(other, rule.forbidden) && !below(script, rule.except) {
					t.Errorf("%s may not import %s: %s", script, other, rule.why)
				}
			}
		}
	}
	for _, rule := range scriptRules { // a rule for something that does not exist has no effect
		for _, of := range slices.Concat(rule.scripts, rule.forbidden, rule.except) {
			there := false
			for script := range imports {
				there = there || below(script, []string{of})
			}
			if !there {
				t.Errorf("a rule names %s, which is not there", of)
			}
		}
	}
}
