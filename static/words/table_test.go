package words_test

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kibitz/static/words"
)

// A tableText is a text of the table, in all its forms.
type tableText []string

var written = regexp.MustCompile(`\{/?(\w+)\}`)

// places are the names of the placeholders, sorted.
func (t tableText) places() []string {
	var names []string
	for _, form := range t {
		for _, m := range written.FindAllStringSubmatch(form, -1) {
			names = append(names, m[1])
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// read returns the texts of a language by their keys, those of a group as
// "group.key".
func read(t *testing.T, l *words.Language) map[string]tableText {
	t.Helper()
	var raw map[string]any
	if err := json.Unmarshal(l.Table(), &raw); err != nil {
		t.Fatal(err)
	}
	texts := map[string]tableText{}
	var add func(key string, value any)
	add = func(key string, value any) {
		group, isGroup := value.(map[string]any)
		if !isGroup {
			texts[key] = append(texts[key], value.(string))
			return
		}
		_, forms := group["other"]
		for member, value := range group {
			if forms {
				add(key, value)
			} else {
				add(key+"."+member, value)
			}
		}
	}
	for key, value := range raw {
		add(key, value)
	}
	return texts
}

// under returns the texts that a key names: its own, or those of a group.
func under(texts map[string]tableText, key string) map[string]tableText {
	found := map[string]tableText{}
	for name, text := range texts {
		if name == key || strings.HasPrefix(name, strings.TrimSuffix(key, ".")+".") {
			found[name] = text
		}
	}
	return found
}

// sources returns the names of the files below a folder of the repository.
func sources(t *testing.T, root, ending string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(name, ending) && !strings.HasSuffix(name, "_test.go") &&
			!strings.Contains(name, "/madeup/") && !strings.Contains(name, "/gallery/") {
			files = append(files, name)
		}
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files %s below %s: %v", len(files), ending, root, err)
	}
	return files
}

func source(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// All languages have the same placeholders in a text.
func TestLanguagesHaveTheSameTexts(t *testing.T) {
	english := read(t, words.English)
	for _, l := range words.All {
		texts := read(t, l)
		for key := range maps.Keys(texts) {
			if _, ok := english[key]; !ok {
				t.Errorf("%s has %s, and English has not", l.Tag(), key)
			}
		}
		for key, text := range english {
			if other, ok := texts[key]; !ok || !slices.Equal(other.places(), text.places()) {
				t.Errorf("%s of %s: %q, in English %q", key, l.Tag(), other, text)
			}
		}
	}
}
