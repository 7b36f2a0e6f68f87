package web_test

import (
	"net/http"
	"strings"
	"testing"
)

// A board that was turned stays turned, whatever is done beside it.
func TestNextPageIsSeenAsTheOneBefore(t *testing.T) {
	m := newSite(t).newMatch("")
	place := "/games/" + m.id
	for _, c := range []struct {
		player           *client
		path, body, want string
	}{
		{m.white, "moves", "move=e4&flip=1", place + "?flip=1"},
		{m.black, "moves", "move=e5", place},
		{m.white, "moves", "move=d4&flip=0&refresh=0", place + "?refresh=0"},
		{m.black, "resign", "flip=1", place + "?flip=1"},
	} {
		got := c.player.form(m.path(c.path), c.body)
		if location := got.header.Get("Location"); got.status != http.StatusSeeOther || location != c.want {
			t.Errorf("%s %s: %d to %q, want 303 to %q", c.path, c.body, got.status, location, c.want)
		}
	}
}

func TestNextPageIsSeenAsTheOneBeforeWhenAMoveIsRefused(t *testing.T) {
	m := newSite(t).newMatch("")
	for body, turned := range map[string]bool{"move=Ke2": false, "move=Ke2&flip=1": true} {
		got := m.white.form(m.path("moves"), body)
		if got.status != http.StatusUnprocessableEntity || strings.Contains(got.body, "data-flipped") != turned {
			t.Errorf("%s: status %d, want 422 with a board that is turned: %t", body, got.status, turned)
		}
	}
}

// What a person reads is not what RFC 9110 calls it.
func TestProblemsHaveTitlesForPeople(t *testing.T) {
	c := newSite(t).client()
	page := c.get("/games/00000000", "Accept", "text/html")
	if page.status != http.StatusNotFound || !strings.Contains(page.body, "<h1>There is no such game</h1>") || strings.Contains(page.body, "Not Found") {
		t.Errorf("got %d:\n%s", page.status, page.body)
	}
	if title := c.get("/games/00000000.json").decode(t)["title"]; title != "Not Found" {
		t.Errorf("a program is told %q, want Not Found", title)
	}
}

func TestLiveBoardsAreAPageForPeople(t *testing.T) {
	m := newSite(t).newMatch("")
	m.play("e4")
	for _, accept := range []string{"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "*/*"} {
		page := m.client().get("/watch", "Accept", accept)
		if page.status != http.StatusOK || !strings.Contains(page.body, `href="/games/`+m.id+`"`) || !strings.Contains(page.body, "Black to move") {
			t.Errorf("Accept %s: got %d:\n%s", accept, page.status, page.body)
		}
	}
	if list := m.client().get("/watch", "Accept", "application/json"); !strings.HasPrefix(list.body, `[{"id":"`+m.id) {
		t.Errorf("a program got %s", list.body)
	}
}
