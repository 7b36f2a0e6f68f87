package embedded_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kibitz/store/embedded"
)

func TestToolIsOfTheServersVersionOrTheNextNewer(t *testing.T) {
	var path []string
	for _, major := range []string{"23", "21", "22"} { // newer than any that this machine has
		dir := filepath.Join(t.TempDir(), major)
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		script := "#!/bin/sh\necho 'kibitz_tool (PostgreSQL) " + major + ".1 (Debian)'\n"
		if err := os.WriteFile(filepath.Join(dir, "kibitz_tool"), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
		path = append(path, dir)
	}
	t.Setenv("PATH", strings.Join(path, string(filepath.ListSeparator))+string(filepath.ListSeparator)+os.Getenv("PATH"))
	for major, want := range map[int]string{15: "21", 21: "21", 22: "22", 23: "23"} {
		if got, err := embedded.Tool("kibitz_tool", major); err != nil || filepath.Base(filepath.Dir(got)) != want {
			t.Errorf("for %d: got %s, %v, want that of %s", major, got, err, want)
		}
	}
	if _, err := embedded.Tool("kibitz_tool", 24); err == nil || !strings.Contains(err.Error(), "21, 22, 23") {
		t.Errorf("for one newer than all: got %v, want an error that names what there is", err)
	}
	if _, err := embedded.Tool("kibitz_no_tool", 15); err == nil || !strings.Contains(err.Error(), "postgresql-client") {
		t.Errorf("for one that is not there: got %v, want what to install", err)
	}
}
