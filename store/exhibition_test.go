package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/store"
	"kibitz/store/storetest"
)

func TestExhibitsAreListedApartFromGames(t *testing.T) {
	s := storetest.New(t)
	id, _ := gametest.Table{White: newPlayer(t, s), Black: newPlayer(t, s), Moves: "e4"}.Keep(t, s)
	g, events, err := game.NewExhibit(gametest.Score(t), game.Exhibit{Number: 1, Due: time.Now()}, 2, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Import(t.Context(), []game.Begun{{Game: g, Events: events}}); err != nil {
		t.Fatal(err)
	}
	running, err := s.Running(t.Context(), time.Now(), 10)
	if err != nil || len(running) != 1 || running[0].Game != id || running[0].Exhibit != "" {
		t.Errorf("running: got %+v, %v; want only %s", running, err, id)
	}
	got, err := s.Exhibits(t.Context())
	if err != nil || len(got) != 1 {
		t.Fatalf("exhibits: got %+v, %v; want one", got, err)
	}
	r := g.Record()
	want := game.Glance{Game: r.ID, Version: 3, FEN: r.FEN, White: game.Player{Name: "Morphy"}, Black: game.Player{Name: "Duke"}, UpdatedAt: r.UpdatedAt, Exhibit: "Paris, 1858"}
	if got[0] != want {
		t.Errorf("got %+v\nwant %+v", got[0], want)
	}
}

// One each minute, all of them over.
const aDayOfExhibits = `
	insert into games (id, version, status, result, reason, start_fen, fen, ply, moved_at, repetitions, created_at, updated_at, source, exhibit, relay_at)
	select to_char(n, 'FM"E"0000000'), 1, 'over', '1-0', 'mate', '', '', 0, 0, '', now(), now(), '{}', n, now() - n * interval '1 minute'
	from generate_series(1, 1440) n;
	analyze games`

// A crowd of games that are played, and a day of exhibits, leave what is asked
// every second to the indexes.
func TestWhatIsExhibitedIsFoundByIndex(t *testing.T) {
	conn := crowd(t, storetest.Database(t), 2000)
	if _, err := conn.Exec(t.Context(), aDayOfExhibits); err != nil {
		t.Fatal(err)
	}
	for name, query := range map[string]string{"exhibition": store.SelectExhibition, "shown": store.SelectShown, "exhibits": store.SelectExhibits, "drop": store.DeleteExhibits} {
		args := []any{time.Now().Add(-time.Hour), 3}
		rows, err := conn.Query(t.Context(), "explain "+query, args[:strings.Count(query, "$")]...)
		if err != nil {
			t.Fatal(err)
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if plan := strings.Join(lines, "\n"); err != nil || strings.Contains(plan, "Seq Scan on games") {
			t.Errorf("%s: %v\n%s", name, err, plan)
		}
	}
}
