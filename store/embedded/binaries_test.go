package embedded

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// fake makes a folder with a Postgres that can tell its version and no more.
func fake(t *testing.T, version string, programs ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range programs {
		script := "#!/bin/sh\necho '" + name + " (PostgreSQL) " + version + "'\n"
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestInspect(t *testing.T) {
	debian := fake(t, "15.18 (Debian 15.18-0+deb12u1)", "postgres", "initdb")
	beta := fake(t, "19beta2", "postgres", "initdb")
	client := fake(t, "16.1", "psql", "pg_config")
	broken := fake(t, "'; exit 1; '", "postgres", "initdb")
	got := inspect([]string{debian, client, broken, "/nowhere", beta, debian})
	want := []installation{{debian, 15}, {beta, 19}}
	if !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
}

// Some distributions link to a few of the programs only.
func TestOnPathFollowsLinks(t *testing.T) {
	dir, err := filepath.EvalSymlinks(fake(t, "15.1", "postgres", "initdb", "pg_ctl"))
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	if err := os.Symlink(filepath.Join(dir, "pg_ctl"), filepath.Join(bin, "pg_ctl")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+":"+t.TempDir())
	if got := onPath(); !slices.Equal(got, []string{dir}) {
		t.Errorf("found %v, want %s", got, dir)
	}
}

func TestPick(t *testing.T) {
	for _, test := range []struct {
		name string
		have []int
		data int // version of the data
		want int
		say  string // in the error
	}{
		{"the first for new data", []int{15, 17, 14}, 0, 15, ""},
		{"the data's own", []int{17, 15, 14}, 14, 14, ""},
		{"new data, one too old", []int{9, 16}, 0, 16, ""},
		{"all too old", []int{9, 11}, 0, 0, "found Postgres 11, 9 only, and need 13"},
		{"not the data's", []int{17, 15}, 14, 0, "apt-get install postgresql-14"},
		{"none", nil, 0, 0, "apt-get install postgresql"},
		{"none, with data", nil, 15, 0, "DATABASE_URL"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var all []installation
			for _, major := range test.have {
				all = append(all, installation{major: major})
			}
			got, err := pick(all, test.data)
			if got.major != test.want {
				t.Errorf("picked %d, want %d", got.major, test.want)
			}
			if (err != nil) != (test.say != "") || err != nil && !strings.Contains(err.Error(), test.say) {
				t.Errorf("error %v, want one that says %q", err, test.say)
			}
		})
	}
}
