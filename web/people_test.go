package web_test

import (
	"net/http"
	"strings"
	"testing"

	"kibitz/web/webtest"
)

// A flipped board stays flipped after every form on the page.
func TestNextPageIsSeenAsTheOneBefore(t *testing.T) {
	m := webtest.NewSite(t).NewMatch("")
	place := "/games/" + m.ID
	for _, c := range []struct {
		player           *webtest.Client
		path, body, want string
	}{
		{m.White, "moves", "move=e4&flip=1", place + "?flip=1"},
		{m.Black, "moves", "move=e5", place},
		{m.White, "moves", "move=d4&flip=0&refresh=0", place + "?refresh=0"},
		{m.Black, "resign", "flip=1", place + "?flip=1"},
	} {
		got := c.player.Form(m.Path(c.path), c.body)
		if location := got.Header.Get("Location"); got.Status != http.StatusSeeOther || location != c.want {
			t.Errorf("%s %s: %d to %q, want 303 to %q", c.path, c.body, got.Status, location, c.want)
		}
	}
}

func TestNextPageIsSeenAsTheOneBeforeWhenAMoveIsRefused(t *testing.T) {
	m := webtest.NewSite(t).NewMatch("")
	for body, turned := range map[string]bool{"move=Ke2": false, "move=Ke2&flip=1": true} {
		got := m.White.Form(m.Path("moves"), body)
		if got.Status != http.StatusUnprocessableEntity || strings.Contains(got.Body, "data-flipped") != turned {
			t.Errorf("%s: status %d, want 422 with a board that is turned: %t", body, got.Status, turned)
		}
	}
}

// The titles of errors for people are not the phrases of RFC 9110.
func TestProblemsHaveTitlesForPeople(t *testing.T) {
	c := webtest.NewSite(t).Client()
	page := c.Get("/games/00000000", "Accept", "text/html")
	if page.Status != http.StatusNotFound || !strings.Contains(page.Body, "<h1>There is no such game</h1>") || strings.Contains(page.Body, "Not Found") {
		t.Errorf("got %d:\n%s", page.Status, page.Body)
	}
	if title := c.Get("/games/00000000.json").Decode(t)["title"]; title != "Not Found" {
		t.Errorf("a program is told %q, want Not Found", title)
	}
}

func TestLiveBoardsAreAPageForPeople(t *testing.T) {
	m := webtest.NewSite(t).NewMatch("")
	m.Play("e4")
	for _, accept := range []string{"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "*/*"} {
		page := m.Client().Get("/watch", "Accept", accept)
		if page.Status != http.StatusOK || !strings.Contains(page.Body, `href="/games/`+m.ID+`"`) || !strings.Contains(page.Body, "Black to move") {
			t.Errorf("Accept %s: got %d:\n%s", accept, page.Status, page.Body)
		}
	}
	if list := m.Client().Get("/watch", "Accept", "application/json"); !strings.HasPrefix(list.Body, `[{"id":"`+m.ID) {
		t.Errorf("a program got %s", list.Body)
	}
}
