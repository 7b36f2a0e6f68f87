package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kibitz/game"
	"kibitz/store"
	"kibitz/store/storetest"
)

// Among two thousand running games a computer plays one, in which it is to move.
func TestTheSweepForComputersReadsAnIndex(t *testing.T) {
	dsn := storetest.Database(t)
	conn := crowd(t, dsn, 2000)
	if _, err := conn.Exec(t.Context(), `update games set white_id = 'KibitzLevel3' where id = '00000002'`); err != nil {
		t.Fatal(err)
	}
	rows, err := conn.Query(t.Context(), `explain `+store.SelectComputerTurns, time.Now().Add(time.Minute), 100)
	if err != nil {
		t.Fatal(err)
	}
	plan, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	if text := strings.Join(plan, "\n"); !strings.Contains(text, "Index Scan using games_computer_turns") || strings.Contains(text, "Sort") {
		t.Errorf("the sweep's plan:\n%s", text)
	}
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	got, err := s.ComputerTurns(t.Context(), time.Now().Add(time.Minute), 100)
	if err != nil || len(got) != 1 || got[0] != "00000002" {
		t.Errorf("got %v, %v, want the one game", got, err)
	}
}

// The computers are there from the start, as the domain names them, and stay.
func TestComputersArePlayersWhomNobodyCanBe(t *testing.T) {
	dsn := storetest.Database(t)
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	s, err := store.Open(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.ForgetPlayer(t.Context(), game.Computer(5).ID); err != nil {
		t.Errorf("forgetting a computer: got %v", err)
	}
	for level := 1; level <= game.Levels; level++ {
		want := game.Computer(level)
		var name string
		var zeros bool
		err := conn.QueryRow(t.Context(), `select name, position(decode(repeat('00', 31), 'hex') in token_hash) = 1 from players where id = $1`,
			want.ID).Scan(&name, &zeros)
		if err != nil || name != want.Name || !zeros {
			t.Errorf("level %d: got %q, a hash of zeros %v, %v; want %q", level, name, zeros, err, want.Name)
		}
	}
}
