package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// oldest is the oldest supported major version of Postgres.
const oldest = 13

var errNoPostgres = errors.New("no Postgres found on this machine: install it " +
	"(Debian, Ubuntu: apt-get install postgresql; macOS: brew install postgresql), " +
	"or set DATABASE_URL to use one that runs elsewhere")

// An installation is a folder with the programs postgres and initdb.
type installation struct {
	dir   string
	major int
}

func (i installation) program(name string) string { return filepath.Join(i.dir, name) }

// installed lists the installations on this machine: those in PATH in its order,
// then those in the folders that packages use, newest first.
func installed() []installation {
	found := inspect(onPath())
	rest := inspect(packaged())
	slices.SortStableFunc(rest, func(a, b installation) int { return b.major - a.major })
	return append(found, rest...)
}

// packaged lists the folders where packages install their programs.
func packaged() []string {
	var all []string
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin", // Debian, Ubuntu: not in PATH
		"/usr/pgsql-*/bin",          // Red Hat, from postgresql.org
		"/opt/homebrew/opt/postgresql*/bin",
		"/usr/local/opt/postgresql*/bin", // Homebrew on Intel
		"/home/linuxbrew/.linuxbrew/opt/postgresql*/bin",
		"/Applications/Postgres.app/Contents/Versions/*/bin",
	} {
		dirs, _ := filepath.Glob(pattern) // fails on a bad pattern only
		all = append(all, dirs...)
	}
	return all
}

// onPath returns the folders that PATH leads to. It follows links, because often
// only some of the programs are linked.
func onPath() []string {
	var dirs []string
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		for _, name := range []string{"postgres", "initdb", "pg_ctl"} {
			if file, err := filepath.EvalSymlinks(filepath.Join(dir, name)); err == nil {
				dirs = append(dirs, filepath.Dir(file))
			}
		}
	}
	return dirs
}

// inspect keeps the folders that hold an installation, each once.
func inspect(dirs []string) []installation {
	var found []installation
	seen := map[string]bool{}
	for _, dir := range dirs {
		dir, err := filepath.Abs(dir)
		if err != nil || seen[dir] {
			continue
		}
		seen[dir] = true
		if _, err := os.Stat(filepath.Join(dir, "initdb")); err != nil {
			continue // a client-only package
		}
		if major := majorOf(filepath.Join(dir, "postgres")); major > 0 {
			found = append(found, installation{dir: dir, major: major})
		}
	}
	return found
}

// majorOf asks the program for its version: "postgres (PostgreSQL) 15.18 …",
// "postgres (PostgreSQL) 17beta1". It returns 0 for anything else.
func majorOf(program string) int {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	text, err := exec.CommandContext(ctx, program, "--version").Output()
	if err != nil {
		return 0
	}
	_, version, ok := strings.Cut(string(text), "(PostgreSQL) ")
	if !ok {
		return 0
	}
	digits := strings.IndexFunc(version, func(r rune) bool { return r < '0' || r > '9' })
	if digits < 0 {
		digits = len(version)
	}
	major, _ := strconv.Atoi(version[:digits])
	return major
}

// pick chooses an installation for data of major version want, or for new data
// if want is 0.
func pick(all []installation, want int) (installation, error) {
	if len(all) == 0 {
		return installation{}, errNoPostgres
	}
	var majors []string
	for _, i := range all {
		if i.major == want || want == 0 && i.major >= oldest {
			return i, nil
		}
		majors = append(majors, strconv.Itoa(i.major))
	}
	slices.Sort(majors)
	have := strings.Join(slices.Compact(majors), ", ")
	if want == 0 {
		return installation{}, fmt.Errorf("found Postgres %s only, and need %d or newer", have, oldest)
	}
	return installation{}, fmt.Errorf("the data is of Postgres %d, and this machine has %s: "+
		"install version %d too (Debian, Ubuntu: apt-get install postgresql-%d), "+
		"bring the data over with pg_upgrade, or move it away to start anew; it was not touched",
		want, have, want, want)
}
