package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	namedTest   = regexp.MustCompile("`((?:Test|Fuzz|Benchmark)[A-Z][A-Za-z0-9]*)`")
	testFunc    = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)[A-Za-z0-9]+)\(`)
	fileLink    = regexp.MustCompile(`\]\(([^)#:]*)(?:#([^)]*))?\)`)
	heading     = regexp.MustCompile("(?m)^#+ (.+)$")
	notInAnchor = regexp.MustCompile(`[^a-z0-9 _-]`)
	// A setting or a metric, by its whole name.
	namedSetting = regexp.MustCompile(`\b(KIBITZ_[A-Z_]*[A-Z]|kibitz_[a-z_]*[a-z])\b`)
)

// docs are the pages that people read, by their paths.
func docs(t *testing.T) map[string]string {
	t.Helper()
	paths, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]string{}
	for _, path := range append(paths, "../../README.md") {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		pages[filepath.Clean(path)] = string(text)
	}
	return pages
}

// sources calls f with each Go file of the product and its tests.
func sources(t *testing.T, f func(text string)) {
	t.Helper()
	for _, dir := range []string{"cmd", "game", "web", "store", "static", "migrations"} {
		err := filepath.WalkDir(filepath.Join("../..", dir), func(path string, _ os.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") {
				return err
			}
			text, err := os.ReadFile(path)
			f(string(text))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// The pages of docs name tests and link to files. All of them are there.
func TestDocsNameWhatIsThere(t *testing.T) {
	t.Parallel()
	tests := map[string]bool{}
	sources(t, func(text string) {
		for _, m := range testFunc.FindAllStringSubmatch(text, -1) {
			tests[m[1]] = true
		}
	})
	for page, text := range docs(t) {
		for _, m := range namedTest.FindAllStringSubmatch(text, -1) {
			if !tests[m[1]] {
				t.Errorf("%s names %s, and there is no such test", page, m[1])
			}
		}
		for _, m := range fileLink.FindAllStringSubmatch(text, -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), m[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", page, m[1])
			}
		}
	}
}

// A link to a heading leads to one.
func TestDocsLinkToHeadings(t *testing.T) {
	t.Parallel()
	pages := docs(t)
	anchors := map[string]map[string]bool{}
	for page, text := range pages {
		anchors[page] = map[string]bool{}
		for _, m := range heading.FindAllStringSubmatch(text, -1) {
			words := notInAnchor.ReplaceAllString(strings.ToLower(m[1]), "")
			anchors[page][strings.ReplaceAll(words, " ", "-")] = true
		}
	}
	for page, text := range pages {
		for _, m := range fileLink.FindAllStringSubmatch(text, -1) {
			to := page
			if m[1] != "" {
				to = filepath.Join(filepath.Dir(page), m[1])
			}
			if anchors[to] != nil && m[2] != "" && !anchors[to][m[2]] {
				t.Errorf("%s links to %s#%s, and there is no such heading", page, m[1], m[2])
			}
		}
	}
}

// Settings and metrics that the pages name are those of the program.
func TestDocsNameSettingsAndMetricsThatExist(t *testing.T) {
	t.Parallel()
	known := map[string]bool{"KIBITZ_HOST": true} // of deploy/compose.yaml
	sources(t, func(text string) {
		for _, m := range regexp.MustCompile(`"((?:KIBITZ|kibitz)_[A-Za-z_]+)"`).FindAllStringSubmatch(text, -1) {
			known[m[1]] = true
		}
	})
	for page, text := range docs(t) {
		for _, m := range namedSetting.FindAllStringSubmatch(text, -1) {
			if !known[m[1]] && m[1] != "kibitz_bus" { // all of those
				t.Errorf("%s names %s, which is neither a setting nor a metric", page, m[1])
			}
		}
	}
}
