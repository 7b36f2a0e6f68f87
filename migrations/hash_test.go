package migrations

import (
	"regexp"
	"testing"
	"testing/fstest"
)

func TestHash(t *testing.T) {
	if got := Hash(); !regexp.MustCompile(`^[0-9a-f]{12}$`).MatchString(got) {
		t.Errorf("%q is not a short name", got)
	}
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	seen := map[string]int{}
	for i, files := range []fstest.MapFS{
		{},
		{"1.sql": file("a")},
		{"1.sql": file("b")},
		{"2.sql": file("a")},
		{"1.sql": file("a"), "2.sql": file("a")},
		{"1.sql": file("a2.sqla")},
	} {
		h := hash(files)
		if other, ok := seen[h]; ok {
			t.Errorf("sets %d and %d have the same hash", i, other)
		}
		seen[h] = i
	}
}
