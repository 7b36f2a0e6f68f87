package store_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"kibitz/game"
	"kibitz/game/audit"
	"kibitz/store"
	"kibitz/store/storetest"
)

// keptRow is a row of testdata/kept.txt: what a server of an earlier version wrote
// in games that had all kinds of events, offers, clocks, messages and sources. It is
// what databases hold: lines may be added to the file, and none changed.
type keptRow struct{ table, columns string }

func keptRows(t *testing.T) (rows []keptRow) {
	t.Helper()
	file, err := os.Open("testdata/kept.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		table, columns, _ := strings.Cut(lines.Text(), " ")
		rows = append(rows, keptRow{table, columns})
	}
	if err := lines.Err(); err != nil || len(rows) < 200 {
		t.Fatalf("%d rows were read, %v", len(rows), err)
	}
	return rows
}

// columns returns a row's columns by their names.
func columns(t *testing.T, row string) (columns map[string]any) {
	t.Helper()
	if err := json.Unmarshal([]byte(row), &columns); err != nil {
		t.Fatal(err)
	}
	return columns
}

// put adds a row as it is, and leaves columns that it does not name to the schema.
func (r keptRow) put(t *testing.T, conn *pgx.Conn) {
	t.Helper()
	var names []string
	for name := range columns(t, r.columns) {
		names = append(names, name)
	}
	list := strings.Join(names, ", ")
	if _, err := conn.Exec(t.Context(), fmt.Sprintf(`insert into %s (%s) select %[2]s from jsonb_populate_record(null::%[1]s, $1)`, r.table, list), r.columns); err != nil {
		t.Fatalf("%s: %v\n%s", r.table, err, r.columns)
	}
}

// database opens a database of the test's own.
func database(t *testing.T) (*store.Store, *pgx.Conn) {
	t.Helper()
	dsn := storetest.Database(t)
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close(t.Context()) })
	if _, err := conn.Exec(t.Context(), `set timezone to 'UTC'`); err != nil {
		t.Fatal(err)
	}
	return s, conn
}

// What an earlier server kept is read as it was meant, which a replay by the rules
// proves; and it is written again to the letter, so that an earlier server reads
// what this one writes. For a time both are on one database.
func TestWhatAnEarlierServerKeptIsReadAndWrittenTheSame(t *testing.T) {
	rows := keptRows(t)
	older, conn := database(t)
	newer, again := database(t)
	var ids []game.ID // a rematch before the game that began it
	for _, r := range rows {
		r.put(t, conn)
		switch id, _ := columns(t, r.columns)["id"].(string); r.table {
		case "games":
			ids = append(ids, game.ID(id))
		case "players":
			r.put(t, again)
		}
	}
	whole, err := older.Whole(t.Context(), ids)
	if err != nil || len(whole) != len(ids) {
		t.Fatalf("got %d games of %d, %v", len(whole), len(ids), err)
	}
	slices.SortFunc(whole, func(a, b audit.Game) int { return slices.Index(ids, a.Record.ID) - slices.Index(ids, b.Record.ID) })
	for i := range whole {
		k := &whole[i]
		for _, f := range audit.Check(k) {
			t.Errorf("%s: %s", k.Record.ID, f)
		}
		g, err := game.Load(k.Record)
		if err != nil {
			t.Fatal(err)
		}
		if err := newer.Import(t.Context(), []game.Begun{{Game: g, Events: k.Events}}); err != nil {
			t.Fatalf("%s: %v", k.Record.ID, err)
		}
	}
	for _, r := range rows {
		wantKept(t, again, r)
	}
}

// wantKept wants a row to be there with the same columns.
func wantKept(t *testing.T, conn *pgx.Conn, r keptRow) {
	t.Helper()
	want := columns(t, r.columns)
	var got string
	var err error
	if r.table == "events" {
		err = conn.QueryRow(t.Context(), `select to_jsonb(e) from events e where game_id = $1 and version = $2`, want["game_id"], want["version"]).Scan(&got)
	} else {
		err = conn.QueryRow(t.Context(), `select to_jsonb(r) from `+r.table+` r where id = $1`, want["id"]).Scan(&got)
	}
	if err != nil {
		t.Fatalf("%s: %v", r.columns, err)
	}
	is := columns(t, got)
	for name := range want {
		if !reflect.DeepEqual(is[name], want[name]) {
			t.Errorf("%s %v, version %v: %s is %v, was %v", r.table, want["id"], want["version"], name, is[name], want[name])
		}
	}
}
