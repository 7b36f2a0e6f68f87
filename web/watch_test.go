package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
	"kibitz/web"
	"kibitz/web/webtest"
)

func TestLiveBoardsAreListedTheMostWatchedFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var running []game.Glance
		b := webtest.NewBubble(t, func(c *web.Config) {
			webtest.ListRunning(c, func(_ context.Context, _ time.Time, limit int) ([]game.Glance, error) {
				return running[:min(limit, len(running))], nil
			})
		})
		for i := range 300 {
			running = append(running, game.Glance{Game: game.ID(fmt.Sprintf("game%04d", i)), White: gametest.Ann, Black: gametest.Bob, FEN: rules.StartFEN, Version: 2})
		}
		ids := []game.ID{b.NewGame("e4"), b.NewGame("d4")}
		running[5].Game, running[200].Game = ids[0], ids[1]
		b.ID = ids[0]
		b.Join("after=3")
		b.ID = ids[1]
		b.Join("after=3")
		b.Lines(b.Stream("3"))
		b.Join("after=3", "Authorization", webtest.AsAnn) // a player is no spectator
		synctest.Wait()
		got := b.Get(b.URL+"/watch", "Accept", "application/json")
		var boards []struct {
			ID         game.ID
			Spectators int
		}
		if err := json.Unmarshal([]byte(got.Body), &boards); err != nil {
			t.Fatalf("%v: %s", err, got.Body)
		}
		if len(boards) != 64 || boards[0].ID != ids[1] || boards[0].Spectators != 2 || boards[1].ID != ids[0] || boards[2].ID != "game0000" {
			t.Errorf("got %d boards: %v", len(boards), boards)
		}
		want := `[{"id":"` + string(ids[1]) + `","white":{"name":"Calm Heron"},"black":{"name":"Sly Fox"},"fen":"` + rules.StartFEN + `","version":2,"spectators":2},`
		if !strings.HasPrefix(got.Body, want) {
			t.Errorf("got %.300s…\nwant %s…", got.Body, want)
		}
	})
}

func TestNoLiveBoardsAreAnEmptyList(t *testing.T) {
	if got := webtest.Serve(t); got.Get(got.URL+"/watch", "Accept", "application/json").Body != "[]" {
		t.Error("it is something else")
	}
}

func TestBadListsOfBoardsAreRefused(t *testing.T) {
	m := webtest.Serve(t)
	var ids []game.ID
	for range 65 {
		ids = append(ids, m.NewGame(""))
	}
	for _, c := range []struct {
		ids   []game.ID
		query string
		want  int
	}{
		{nil, "", 400},
		{ids, "", 400},
		{ids[:64], "&wait=1&after=" + strings.Repeat("2,", 63) + "2", 200},
		{[]game.ID{ids[0], ids[1], ids[0]}, "", 400},
		{[]game.ID{ids[0], "AAAAAAAA"}, "", 404},
		{[]game.ID{ids[0], "AAAAAAAA"}, "&after=2,2", 404},
		{[]game.ID{ids[0], ".."}, "", 404},
		{ids[:2], "&after=2", 400},
		{ids[:2], "&after=2,2,2", 400},
		{ids[:2], "&after=2,x", 400},
		{ids[:2], "&after=2,-1", 400},
		{ids[:2], "&after=2%202", 400},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		r, err := http.NewRequestWithContext(ctx, "GET", m.URL+webtest.BoardsPath(c.ids)+c.query, nil)
		if err != nil {
			t.Fatal(err)
		}
		response, err := m.Client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if response.StatusCode != c.want {
			t.Errorf("%d games%s: got %d, want %d", len(c.ids), c.query, response.StatusCode, c.want)
		}
		cancel()
		response.Body.Close()
	}
}
