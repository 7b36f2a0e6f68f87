package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"kibitz/game"
	"kibitz/web"
)

// A computer takes its seat at once, and is always there.
func TestGameAgainstTheComputerBeginsAtOnce(t *testing.T) {
	c := newSite(t).client()
	got := c.post("/games", map[string]any{"opponent": "computer", "level": 4, "color": "white", "initial": 300, "increment": 3})
	game := got.decode(t)
	if got.status != http.StatusCreated || game["status"] != "playing" || game["version"] != 1.0 || game["you"] != "white" {
		t.Fatalf("got %d %s, want a game that is being played", got.status, got.body)
	}
	black := game["black"].(map[string]any)
	if black["name"] != "Computer level 4" {
		t.Errorf("Black is %v, want the computer of level 4", black)
	}
	place := "/games/" + game["game"].(string)
	if move := c.post(place+"/moves", map[string]any{"move": "e4", "seen": 1}); move.status != http.StatusOK {
		t.Errorf("the first move: got %d %s, want 200", move.status, move.body)
	}
	c.get(place+"/feed?after=1", "Accept", "application/json")
	if there := c.get(place + ".json").decode(t)["black"].(map[string]any)["online"]; there != true {
		t.Errorf("the computer is online: %v, want true", there)
	}
	for _, level := range []any{9, -1, "x", 1.5} {
		if bad := c.post("/games", map[string]any{"opponent": "computer", "level": level}); bad.status != http.StatusBadRequest {
			t.Errorf("level %v: got %d, want 400", level, bad.status)
		}
	}
}

// A player has so many games against computers at a time; who asks for another one
// by the form gets it back with the reason.
func TestOnePlayerHasAFewGamesAgainstComputers(t *testing.T) {
	c := newSite(t).client()
	var first string
	for range game.MaxComputerGames {
		got := c.post("/games", map[string]any{"opponent": "computer", "level": 8, "color": "white"})
		if got.status != http.StatusCreated {
			t.Fatalf("got %d %s, want 201", got.status, got.body)
		}
		first = got.decode(t)["game"].(string)
	}
	got := c.post("/games", map[string]any{"opponent": "computer", "level": 1})
	if got.status != http.StatusConflict || !strings.Contains(got.decode(t)["detail"].(string), "finish or resign one first") {
		t.Errorf("one more: %d %s", got.status, got.body)
	}
	page := c.form("/games", "opponent=computer&level=7&color=white")
	if page.status != http.StatusConflict || !strings.Contains(page.body, "You are playing 5 games against the computer already") ||
		!strings.Contains(page.body, `value="computer" checked`) || !strings.Contains(page.body, `<option selected>7`) {
		t.Errorf("one more, by the form: %d\n%s", page.status, page.body)
	}
	if got := c.post("/games", map[string]any{"opponent": "link"}); got.status != http.StatusCreated {
		t.Errorf("a game against a person: %d %s", got.status, got.body)
	}
	if got := c.post("/games/"+first+"/abort", nil); got.status != http.StatusOK {
		t.Fatalf("aborting one: %d %s", got.status, got.body)
	}
	if got := c.post("/games", map[string]any{"opponent": "computer", "level": 1}); got.status != http.StatusCreated {
		t.Errorf("after one is over: %d %s", got.status, got.body)
	}
}

// A class behind one address can begin at once, and then games come one a second.
func TestGamesAgainstComputersAreLimitedByAddress(t *testing.T) {
	s := newSite(t)
	var pupils []*client
	for n := range 150 {
		pupils = append(pupils, s.client())
		if got := pupils[n].post("/games", map[string]any{"opponent": "computer", "level": 1}); got.status != http.StatusCreated {
			t.Fatalf("pupil %d: got %d %s, want 201", n, got.status, got.body)
		}
	}
	refused := 0
	for _, pupil := range pupils {
		got := pupil.post("/games", map[string]any{"opponent": "computer", "level": 1})
		switch {
		case got.status == http.StatusTooManyRequests && got.header.Get("Retry-After") != "":
			refused++
		case got.status != http.StatusCreated:
			t.Fatalf("got %d %s, want 201 or 429", got.status, got.body)
		}
	}
	if refused < 20 {
		t.Errorf("of 300 games at once %d were refused, want 20 at least", refused)
	}
	if got := s.client().post("/games", map[string]any{"opponent": "link"}); got.status != http.StatusCreated {
		t.Errorf("a game against a person: %d %s", got.status, got.body)
	}
}

// The computers hear where a player is: by the first request of a guest, by those
// after it, and by commands over a socket.
func TestComputersHearWherePlayersAre(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told []string
		b := newBubble(t, func(c *web.Config) {
			c.PlaysFrom = func(address string, p game.PlayerID) { told = append(told, fmt.Sprint(p != "", " ", address)) }
		})
		post := func(address, path, token string) {
			r := httptest.NewRequest("POST", path, strings.NewReader(`{"opponent":"computer","level":"1","move":"e4"}`))
			r.Header.Set("Content-Type", "application/json")
			if r.RemoteAddr = address + ":1"; token != "" {
				r.Header.Set("Authorization", token)
			}
			b.kibitz.ServeHTTP(httptest.NewRecorder(), r)
		}
		post("127.0.0.7", "/games", "")
		post("127.0.0.8", "/games/"+string(b.id)+"/moves", asAnn)
		post("127.0.0.9", "/games/"+string(b.id)+"/moves", "") // of nobody
		p := b.join("after=3", "Authorization", asBob)
		p.say(`{"id":1,"do":"move","move":"e5"}`)
		<-p.frames
		if want := []string{"true 127.0.0.7", "true 127.0.0.8", "true pipe"}; !slices.Equal(told, want) {
			t.Errorf("got %q, want %q", told, want)
		}
	})
}
