package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// A game played with forms alone, as a browser without scripts sends them.
func TestGameIsPlayedByForms(t *testing.T) {
	s := newSite(t)
	white, black := s.client(), s.client()
	created := white.form("/games", "color=white&opponent=link")
	place := created.header.Get("Location")
	if created.status != http.StatusSeeOther || !strings.HasPrefix(place, "/games/") {
		t.Fatalf("creating: %d to %q", created.status, place)
	}
	if got := black.form(place+"/join", ""); got.status != http.StatusSeeOther || got.header.Get("Location") != place {
		t.Fatalf("joining: %d to %q", got.status, got.header.Get("Location"))
	}
	players := []*client{white, black}
	for i, move := range []string{"f2f3", "e5", "g4", "d8h4"} {
		seen := seenField(t, players[i%2].get(place, "Accept", "text/html").body)
		if got := players[i%2].form(place+"/moves", "move="+move+"&seen="+seen); got.status != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", move, got.status, got.body)
		}
	}
	page := s.client().get(place, "Accept", "text/html")
	if page.status != http.StatusOK || !strings.Contains(page.body, "Black wins") {
		t.Errorf("the page does not say who won:\n%s", page.body)
	}
}

func seenField(t *testing.T, page string) string {
	t.Helper()
	field := regexp.MustCompile(`name="seen" value="(\d+)"`).FindStringSubmatch(page)
	if field == nil {
		t.Fatalf("no hidden field tells the version seen:\n%s", page)
	}
	return field[1]
}

func TestRefusedMoveShowsThePersonTheGameAndWhatWasTyped(t *testing.T) {
	m := newSite(t).newMatch("")
	got := m.white.form(m.path("moves"), "move=Qh5&seen=2")
	if got.status != http.StatusUnprocessableEntity || !strings.HasPrefix(got.header.Get("Content-Type"), "text/html") {
		t.Fatalf("got %d %s, want a page with 422", got.status, got.header.Get("Content-Type"))
	}
	for _, text := range []string{"not legal", `value="Qh5"`, "chess-board"} {
		if !strings.Contains(got.body, text) {
			t.Errorf("the page has no %q", text)
		}
	}
}

func TestRefusedSetupShowsTheFormAgain(t *testing.T) {
	got := newSite(t).client().form("/games", "color=black&fen=8/8")
	if got.status != http.StatusBadRequest || !strings.Contains(got.body, `8/8`) || !strings.Contains(got.body, "six fields") {
		t.Errorf("got %d:\n%s", got.status, got.body)
	}
	if got.header.Get("Set-Cookie") != "" {
		t.Error("a guest was made for a game that cannot be had")
	}
}

func TestGameIsAnsweredAsItIsAskedFor(t *testing.T) {
	m := newSite(t).newMatch("")
	m.play("e4", "c5")
	page := "/games/" + m.id
	for _, c := range []struct{ name, path, accept, kind, text string }{
		{"a browser", page, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8", "<!doctype html>"},
		{"anything", page, "*/*", "text/html; charset=utf-8", "<!doctype html>"},
		{"JSON", page, "application/json", "application/json", `"you":"spectator"`},
		{"JSON by name", page + ".json", "*/*", "application/json", `"kind":"snapshot"`},
		{"PGN", page, "application/x-chess-pgn", "application/x-chess-pgn; charset=utf-8", "1. e4 c5 *"},
		{"PGN by name", page + ".pgn", "text/html", "application/x-chess-pgn; charset=utf-8", `[Site "` + m.url + page + `"]`},
		{"PGN rather than JSON", page, "application/json;q=0.5, application/x-chess-pgn", "application/x-chess-pgn; charset=utf-8", "1. e4"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := m.client().get(c.path, "Accept", c.accept)
			if kind := got.header.Get("Content-Type"); got.status != 200 || kind != c.kind || !strings.Contains(got.body, c.text) {
				t.Errorf("got %d %s, want %s with %q:\n%s", got.status, kind, c.kind, c.text, got.body)
			}
			if got.header.Get("Set-Cookie") != "" {
				t.Error("reading set a cookie")
			}
			if vary := strings.Join(got.header.Values("Vary"), ","); !strings.Contains(vary, "Accept") {
				t.Errorf("Vary is %q", vary)
			}
		})
	}
}

func TestSpectatorsNeverGetLegalMoves(t *testing.T) {
	m := newSite(t).newMatch("")
	if got := m.client().get("/games/" + m.id + ".json").body; strings.Contains(got, "legal") {
		t.Errorf("a spectator got %s", got)
	}
	if got := m.white.get("/games/" + m.id + ".json").body; !strings.Contains(got, `"legal":["`) {
		t.Errorf("a player got %s", got)
	}
}

func TestPagesForbidInlineScriptsAndFraming(t *testing.T) {
	for _, path := range []string{"/", "/nothing"} {
		policy := newSite(t).client().get(path, "Accept", "text/html").header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self';", "style-src 'self';", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s: %q lacks %q", path, policy, want)
			}
		}
	}
}

func TestHealth(t *testing.T) {
	s := newSite(t)
	for path, want := range map[string]string{"/healthz": "alive\n", "/readyz": "ready\n"} {
		if got := s.client().get(path); got.status != 200 || got.body != want {
			t.Errorf("%s: got %d %q", path, got.status, got.body)
		}
	}
	s.stop()
	if got := s.client().get("/readyz"); got.status != http.StatusServiceUnavailable || got.header.Get("Retry-After") == "" {
		t.Errorf("while stopping: got %d %v, want 503 with Retry-After", got.status, got.header)
	}
	if got := s.client().get("/healthz"); got.status != 200 {
		t.Errorf("while stopping it is alive still: got %d", got.status)
	}
}

func TestPagesAreSentCompressed(t *testing.T) {
	m := newSite(t).newMatch("")
	plain := m.white.get("/games/"+m.id, "Accept", "text/html")
	packed := m.white.get("/games/"+m.id, "Accept", "text/html", "Accept-Encoding", "gzip")
	if got := packed.header.Get("Content-Encoding"); got != "gzip" || plain.header.Get("Content-Encoding") != "" {
		t.Errorf("the encoding is %q, want gzip; without asking %q", got, plain.header.Get("Content-Encoding"))
	}
	if len(packed.body)*3 > len(plain.body) {
		t.Errorf("%d bytes have become %d", len(plain.body), len(packed.body))
	}
	if vary := strings.Join(packed.header["Vary"], ", "); !strings.Contains(vary, "Accept-Encoding") || !strings.Contains(vary, "Cookie") {
		t.Errorf("Vary is %q", vary)
	}
}
