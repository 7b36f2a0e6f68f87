package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const htmlFirst = "text/html,application/xhtml+xml,*/*;q=0.8"

func TestMyGamesAreMineAndComeInPages(t *testing.T) {
	s := newSite(t)
	m := s.newMatch("")
	others := s.newMatch("")
	want := []string{m.id}
	for range 24 {
		want = append([]string{m.white.post("/games", map[string]any{"color": "black"}).decode(t)["game"].(string)}, want...)
	}
	var got []string
	path := "/mine"
	for pages := 1; ; pages++ {
		list := m.white.get(path, "Accept", "application/json").decode(t)
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
	if len(got) != len(want) || got[len(got)-1] != m.id || fmt.Sprint(sorted(got)) != fmt.Sprint(sorted(want)) {
		t.Errorf("got %v, want %v", got, want)
	}
	if all := strings.Join(got, " "); strings.Contains(all, others.id) {
		t.Error("a game of others is listed")
	}
	theirs := others.white.get("/mine", "Accept", "application/json").body
	if !strings.Contains(theirs, others.id) || strings.Contains(theirs, m.id) {
		t.Errorf("the others have %s, want only %s", theirs, others.id)
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
	s := newSite(t)
	m := s.newMatch("")
	m.play("e4")
	white := m.white.get("/mine", "Accept", "application/json").decode(t)["games"].([]any)[0].(map[string]any)
	black := m.black.get("/mine", "Accept", "application/json").decode(t)["games"].([]any)[0].(map[string]any)
	for name, pair := range map[string][2]any{
		"white's turn": {white["yourTurn"], false}, "black's turn": {black["yourTurn"], true}, "you": {black["you"], "black"},
		"status": {white["status"], "playing"}, "result": {white["result"], "*"}, "ply": {white["ply"], 1.0}, "no clock": {white["initial"], nil},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: got %v, want %v", name, pair[0], pair[1])
		}
	}
	page := m.black.get("/mine", "Accept", htmlFirst)
	if page.status != http.StatusOK || !strings.Contains(page.body, `href="/games/`+m.id+`"`) || !strings.Contains(page.body, "Your move") {
		t.Errorf("got %d:\n%s", page.status, page.body)
	}
	if got := page.header.Get("Cache-Control"); got != "private, no-cache" {
		t.Errorf("Cache-Control %q, want private, no-cache", got)
	}
}

func TestMyGamesOfAStrangerAreNoneAndNoGuestIsMade(t *testing.T) {
	c := newSite(t).client()
	page, list := c.get("/mine", "Accept", htmlFirst), c.get("/mine", "Accept", "application/json")
	if page.status != http.StatusOK || !strings.Contains(page.body, "No games yet") || strings.Contains(page.body, "My games</a>") {
		t.Errorf("got %d:\n%s", page.status, page.body)
	}
	if list.body != `{"games":[]}` {
		t.Errorf("a program got %s, want no games", list.body)
	}
	for _, got := range []answer{page, list} {
		if got.header.Get("Set-Cookie") != "" {
			t.Error("reading has set a cookie")
		}
	}
}

func TestMyGamesByBearerToken(t *testing.T) {
	m := newSite(t).newMatch("")
	site, err := url.Parse(m.url)
	if err != nil {
		t.Fatal(err)
	}
	token := m.white.Jar.Cookies(site)[0].Value
	c := m.client()
	if got := c.get("/mine", "Accept", "application/json", "Authorization", "Bearer "+token); !strings.Contains(got.body, m.id) {
		t.Errorf("by the token: got %d %s, want the game", got.status, got.body)
	}
	if got := c.get("/mine", "Accept", "application/json", "Authorization", "Bearer nobody"); got.status != http.StatusUnauthorized {
		t.Errorf("by an unknown token: got %d, want 401", got.status)
	}
	for _, cursor := range []string{"x", "1-2", "-1-k3XyZ9aB", "9999999999999999999-k3XyZ9aB", "1-k3XyZ9aB%00"} {
		if got := m.white.get("/mine?before="+cursor, "Accept", "application/json"); got.status != http.StatusBadRequest {
			t.Errorf("from %q: got %d, want 400", cursor, got.status)
		}
	}
}
