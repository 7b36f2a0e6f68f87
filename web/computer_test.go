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
	"kibitz/web/webtest"
)

// A computer takes its seat at once and is always present.
func TestGameAgainstTheComputerBeginsAtOnce(t *testing.T) {
	c := webtest.NewSite(t).Client()
	got := c.Post("/games", map[string]any{"opponent": "computer", "level": 4, "color": "white", "initial": 300, "increment": 3})
	game := got.Decode(t)
	if got.Status != http.StatusCreated || game["status"] != "playing" || game["version"] != 1.0 || game["you"] != "white" {
		t.Fatalf("got %d %s, want a game that is being played", got.Status, got.Body)
	}
	black := game["black"].(map[string]any)
	if black["name"] != "Computer level 4" {
		t.Errorf("Black is %v, want the computer of level 4", black)
	}
	place := "/games/" + game["game"].(string)
	if move := c.Post(place+"/moves", map[string]any{"move": "e4", "seen": 1}); move.Status != http.StatusOK {
		t.Errorf("the first move: got %d %s, want 200", move.Status, move.Body)
	}
	c.Get(place+"/feed?after=1", "Accept", "application/json")
	if there := c.Get(place + ".json").Decode(t)["black"].(map[string]any)["online"]; there != true {
		t.Errorf("the computer is online: %v, want true", there)
	}
	for _, level := range []any{9, -1, "x", 1.5} {
		if bad := c.Post("/games", map[string]any{"opponent": "computer", "level": level}); bad.Status != http.StatusBadRequest {
			t.Errorf("level %v: got %d, want 400", level, bad.Status)
		}
	}
}

// A player may have only a few games against computers at a time. Beyond that the
// form comes back with the reason.
func TestOnePlayerHasAFewGamesAgainstComputers(t *testing.T) {
	c := webtest.NewSite(t).Client()
	var first string
	for range game.MaxComputerGames {
		got := c.Post("/games", map[string]any{"opponent": "computer", "level": 8, "color": "white"})
		if got.Status != http.StatusCreated {
			t.Fatalf("got %d %s, want 201", got.Status, got.Body)
		}
		first = got.Decode(t)["game"].(string)
	}
	got := c.Post("/games", map[string]any{"opponent": "computer", "level": 1})
	if got.Status != http.StatusConflict || !strings.Contains(got.Decode(t)["detail"].(string), "finish or resign one first") {
		t.Errorf("one more: %d %s", got.Status, got.Body)
	}
	page := c.Form("/games", "opponent=computer&level=7&color=white")
	if page.Status != http.StatusConflict || !strings.Contains(page.Body, "You are playing 5 games against the computer already") ||
		!strings.Contains(page.Body, `value="computer" checked`) || !strings.Contains(page.Body, `<option selected>7`) {
		t.Errorf("one more, by the form: %d\n%s", page.Status, page.Body)
	}
	if got := c.Post("/games", map[string]any{"opponent": "link"}); got.Status != http.StatusCreated {
		t.Errorf("a game against a person: %d %s", got.Status, got.Body)
	}
	if got := c.Post("/games/"+first+"/abort", nil); got.Status != http.StatusOK {
		t.Fatalf("aborting one: %d %s", got.Status, got.Body)
	}
	if got := c.Post("/games", map[string]any{"opponent": "computer", "level": 1}); got.Status != http.StatusCreated {
		t.Errorf("after one is over: %d %s", got.Status, got.Body)
	}
}

// A class behind one address can begin at once; after that, games start at one a
// second.
func TestGamesAgainstComputersAreLimitedByAddress(t *testing.T) {
	s := webtest.NewSite(t)
	var pupils []*webtest.Client
	for n := range 150 {
		pupils = append(pupils, s.Client())
		if got := pupils[n].Post("/games", map[string]any{"opponent": "computer", "level": 1}); got.Status != http.StatusCreated {
			t.Fatalf("pupil %d: got %d %s, want 201", n, got.Status, got.Body)
		}
	}
	refused := 0
	for _, pupil := range pupils {
		got := pupil.Post("/games", map[string]any{"opponent": "computer", "level": 1})
		switch {
		case got.Status == http.StatusTooManyRequests && got.Header.Get("Retry-After") != "":
			refused++
		case got.Status != http.StatusCreated:
			t.Fatalf("got %d %s, want 201 or 429", got.Status, got.Body)
		}
	}
	if refused < 20 {
		t.Errorf("of 300 games at once %d were refused, want 20 at least", refused)
	}
	if got := s.Client().Post("/games", map[string]any{"opponent": "link"}); got.Status != http.StatusCreated {
		t.Errorf("a game against a person: %d %s", got.Status, got.Body)
	}
}

// The computers learn a player's address from a guest's first request, from later
// requests, and from commands over a socket.
func TestComputersHearWherePlayersAre(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var told []string
		b := webtest.NewBubble(t, func(c *web.Config) {
			c.PlaysFrom = func(address string, p game.PlayerID) { told = append(told, fmt.Sprint(p != "", " ", address)) }
		})
		post := func(address, path, token string) {
			r := httptest.NewRequest("POST", path, strings.NewReader(`{"opponent":"computer","level":"1","move":"e4"}`))
			r.Header.Set("Content-Type", "application/json")
			if r.RemoteAddr = address + ":1"; token != "" {
				r.Header.Set("Authorization", token)
			}
			b.Kibitz.ServeHTTP(httptest.NewRecorder(), r)
		}
		post("127.0.0.7", "/games", "")
		post("127.0.0.8", "/games/"+string(b.ID)+"/moves", webtest.AsAnn)
		post("127.0.0.9", "/games/"+string(b.ID)+"/moves", "") // of nobody
		p := b.Join("after=3", "Authorization", webtest.AsBob)
		p.Say(`{"id":1,"do":"move","move":"e5"}`)
		<-p.Frames
		if want := []string{"true 127.0.0.7", "true 127.0.0.8", "true pipe"}; !slices.Equal(told, want) {
			t.Errorf("got %q, want %q", told, want)
		}
	})
}
