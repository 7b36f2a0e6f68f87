package web_test

import (
	"net/http"
	"testing"
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
