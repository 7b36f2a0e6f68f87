package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"kibitz/web/webtest"
)

const htmlFirst = "text/html,application/xhtml+xml,*/*;q=0.8"

func TestMyGamesAreMineAndComeInPages(t *testing.T) {
	s := webtest.NewSite(t)
	m := s.NewMatch("")
	others := s.NewMatch("")
	want := []string{m.ID}
	for range 24 {
		want = append([]string{m.White.Post("/games", map[string]any{"color": "black"}).Decode(t)["game"].(string)}, want...)
	}
	var got []string
	path := "/mine"
	for pages := 1; ; pages++ {
		list := m.White.Get(path, "Accept", "application/json").Decode(t)
		for _, g := range list["games"].([]any) {
			got = append(got, g.(map[string]any)["id"].(string))
		}
		next, more := list["next"].(string)
		if !more {
			if pages != 2 {
				t.Errorf("25 games are on %d pages, want 2", pages)
			}
			break
		}
		path = "/mine?before=" + url.QueryEscape(next)
	}
	if len(got) != len(want) || got[len(got)-1] != m.ID || fmt.Sprint(sorted(got)) != fmt.Sprint(sorted(want)) {
		t.Errorf("got %v, want %v", got, want)
	}
	if all := strings.Join(got, " "); strings.Contains(all, others.ID) {
		t.Error("a game of others is listed")
	}
	theirs := others.White.Get("/mine", "Accept", "application/json").Body
	if !strings.Contains(theirs, others.ID) || strings.Contains(theirs, m.ID) {
		t.Errorf("the others have %s, want only %s", theirs, others.ID)
	}
}

func sorted(ids []string) map[string]bool {
	set := map[string]bool{}
	for _, id := range ids {
		set[id] = true
	}
	return set
}

func TestMyGamesSayWhatAListNeeds(t *testing.T) {
	s := webtest.NewSite(t)
	m := s.NewMatch("")
	m.Play("e4")
	white := m.White.Get("/mine", "Accept", "application/json").Decode(t)["games"].([]any)[0].(map[string]any)
	black := m.Black.Get("/mine", "Accept", "application/json").Decode(t)["games"].([]any)[0].(map[string]any)
	for name, pair := range map[string][2]any{
		"white's turn": {white["yourTurn"], false}, "black's turn": {black["yourTurn"], true}, "you": {black["you"], "black"},
		"status": {white["status"], "playing"}, "result": {white["result"], "*"}, "ply": {white["ply"], 1.0}, "no clock": {white["initial"], nil},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: got %v, want %v", name, pair[0], pair[1])
		}
	}
	page := m.Black.Get("/mine", "Accept", htmlFirst)
	if page.Status != http.StatusOK || !strings.Contains(page.Body, `href="/games/`+m.ID+`"`) || !strings.Contains(page.Body, "Your move") {
		t.Errorf("got %d:\n%s", page.Status, page.Body)
	}
	if got := page.Header.Get("Cache-Control"); got != "private, no-cache" {
		t.Errorf("Cache-Control %q, want private, no-cache", got)
	}
}

func TestMyGamesOfAStrangerAreNoneAndNoGuestIsMade(t *testing.T) {
	c := webtest.NewSite(t).Client()
	page, list := c.Get("/mine", "Accept", htmlFirst), c.Get("/mine", "Accept", "application/json")
	if page.Status != http.StatusOK || !strings.Contains(page.Body, "No games yet") || strings.Contains(page.Body, "My games</a>") {
		t.Errorf("got %d:\n%s", page.Status, page.Body)
	}
	if list.Body != `{"games":[]}` {
		t.Errorf("a program got %s, want no games", list.Body)
	}
	for _, got := range []webtest.Answer{page, list} {
		if got.Header.Get("Set-Cookie") != "" {
			t.Error("reading has set a cookie")
		}
	}
}

func TestMyGamesByBearerToken(t *testing.T) {
	m := webtest.NewSite(t).NewMatch("")
	site, err := url.Parse(m.URL)
	if err != nil {
		t.Fatal(err)
	}
	token := m.White.Jar.Cookies(site)[0].Value
	c := m.Client()
	if got := c.Get("/mine", "Accept", "application/json", "Authorization", "Bearer "+token); !strings.Contains(got.Body, m.ID) {
		t.Errorf("by the token: got %d %s, want the game", got.Status, got.Body)
	}
	if got := c.Get("/mine", "Accept", "application/json", "Authorization", "Bearer nobody"); got.Status != http.StatusUnauthorized {
		t.Errorf("by an unknown token: got %d, want 401", got.Status)
	}
	for _, cursor := range []string{"x", "1-2", "-1-k3XyZ9aB", "9999999999999999999-k3XyZ9aB", "1-k3XyZ9aB%00"} {
		if got := m.White.Get("/mine?before="+cursor, "Accept", "application/json"); got.Status != http.StatusBadRequest {
			t.Errorf("from %q: got %d, want 400", cursor, got.Status)
		}
	}
}
