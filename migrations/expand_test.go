package migrations

import (
	"io/fs"
	"regexp"
	"strings"
	"testing"
)

// Changes that break a server of the previous version, which keeps running while a
// newer one migrates, and afterwards. docs/upgrades.md says how to make such a change
// in two steps. The second is marked "-- contract" with the oldest version that
// servers may have by then.
var contracts = regexp.MustCompile(`(?i)\b(drop\s+(table|column)|rename\s|alter\s+column\s+\w+\s+(set\s+not\s+null|type|set\s+data)|add\s+(constraint|check))`)

// A new column of an old table must have a default or allow null, because older
// servers do not fill it.
var column = regexp.MustCompile(`(?i)add\s+column\s+[^;,]*not\s+null[^;,]*`)

func TestMigrationsExpandUnlessTheySayThatTheyContract(t *testing.T) {
	names, err := fs.Glob(files, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, fault := range faults(string(text)) {
			t.Errorf("%s: %q would break servers of the version before; see docs/upgrades.md", name, fault)
		}
	}
}

// faults are the parts of a migration that break older servers.
func faults(text string) []string {
	up, _, _ := strings.Cut(text, "-- +goose Down")
	if strings.Contains(up, "-- contract") {
		return nil
	}
	found := contracts.FindAllString(up, -1)
	for _, c := range column.FindAllString(up, -1) {
		if !strings.Contains(strings.ToLower(c), "default") {
			found = append(found, c)
		}
	}
	return found
}

func TestContractionsAreFound(t *testing.T) {
	for text, want := range map[string]int{
		"alter table games add column claim text not null default '';":   0,
		"alter table games add column clock jsonb;":                      0,
		"create table alive (at timestamptz not null);":                  0,
		"alter table games add column claim text not null;":              1,
		"alter table games\n  ALTER COLUMN claim SET NOT NULL;":          1,
		"alter table games drop column claim;":                           1,
		"alter table games rename claim to draw;":                        1,
		"-- contract, from 2.1 on\nalter table games drop column claim;": 0,
		"select 1;\n-- +goose Down\ndrop table games;":                   0,
	} {
		if got := faults(text); len(got) != want {
			t.Errorf("%q: got %q, want %d", text, got, want)
		}
	}
}
