package web_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"kibitz/web/webtest"
)

// A game played with forms alone, as a browser without scripts sends them.
func TestGameIsPlayedByForms(t *testing.T) {
	s := webtest.NewSite(t)
	white, black := s.Client(), s.Client()
	created := white.Form("/games", "color=white&opponent=link")
	place := created.Header.Get("Location")
	if created.Status != http.StatusSeeOther || !strings.HasPrefix(place, "/games/") {
		t.Fatalf("creating: %d to %q", created.Status, place)
	}
	if got := black.Form(place+"/join", ""); got.Status != http.StatusSeeOther || got.Header.Get("Location") != place {
		t.Fatalf("joining: %d to %q", got.Status, got.Header.Get("Location"))
	}
	players := []*webtest.Client{white, black}
	for i, move := range []string{"f2f3", "e5", "g4", "d8h4"} {
		seen := seenField(t, players[i%2].Get(place, "Accept", "text/html").Body)
		if got := players[i%2].Form(place+"/moves", "move="+move+"&seen="+seen); got.Status != http.StatusSeeOther {
			t.Fatalf("%s: %d %s", move, got.Status, got.Body)
		}
	}
	page := s.Client().Get(place, "Accept", "text/html")
	if page.Status != http.StatusOK || !strings.Contains(page.Body, "Black wins") {
		t.Errorf("the page does not say who won:\n%s", page.Body)
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
	m := webtest.NewSite(t).NewMatch("")
	got := m.White.Form(m.Path("moves"), "move=Qh5&seen=2")
	if got.Status != http.StatusUnprocessableEntity || !strings.HasPrefix(got.Header.Get("Content-Type"), "text/html") {
		t.Fatalf("got %d %s, want a page with 422", got.Status, got.Header.Get("Content-Type"))
	}
	for _, text := range []string{"not legal", `value="Qh5"`, "chess-board"} {
		if !strings.Contains(got.Body, text) {
			t.Errorf("the page has no %q", text)
		}
	}
}

func TestRefusedSetupShowsTheFormAgain(t *testing.T) {
	got := webtest.NewSite(t).Client().Form("/games", "color=black&fen=8/8")
	if got.Status != http.StatusBadRequest || !strings.Contains(got.Body, `8/8`) || !strings.Contains(got.Body, "six fields") {
		t.Errorf("got %d:\n%s", got.Status, got.Body)
	}
	if got.Header.Get("Set-Cookie") != "" {
		t.Error("a guest was made for a game that cannot be had")
	}
}

func TestGameIsAnsweredAsItIsAskedFor(t *testing.T) {
	m := webtest.NewSite(t).NewMatch("")
	m.Play("e4", "c5")
	page := "/games/" + m.ID
	for _, c := range []struct{ name, path, accept, kind, text string }{
		{"a browser", page, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html; charset=utf-8", "<!doctype html>"},
		{"anything", page, "*/*", "text/html; charset=utf-8", "<!doctype html>"},
		{"JSON", page, "application/json", "application/json", `"you":"spectator"`},
		{"JSON by name", page + ".json", "*/*", "application/json", `"kind":"snapshot"`},
		{"PGN", page, "application/x-chess-pgn", "application/x-chess-pgn; charset=utf-8", "1. e4 c5 *"},
		{"PGN by name", page + ".pgn", "text/html", "application/x-chess-pgn; charset=utf-8", `[Site "` + m.URL + page + `"]`},
		{"PGN rather than JSON", page, "application/json;q=0.5, application/x-chess-pgn", "application/x-chess-pgn; charset=utf-8", "1. e4"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := m.Client().Get(c.path, "Accept", c.accept)
			if kind := got.Header.Get("Content-Type"); got.Status != 200 || kind != c.kind || !strings.Contains(got.Body, c.text) {
				t.Errorf("got %d %s, want %s with %q:\n%s", got.Status, kind, c.kind, c.text, got.Body)
			}
			if got.Header.Get("Set-Cookie") != "" {
				t.Error("reading set a cookie")
			}
			if vary := strings.Join(got.Header.Values("Vary"), ","); !strings.Contains(vary, "Accept") {
				t.Errorf("Vary is %q", vary)
			}
		})
	}
}

func TestSpectatorsNeverGetLegalMoves(t *testing.T) {
	m := webtest.NewSite(t).NewMatch("")
	if got := m.Client().Get("/games/" + m.ID + ".json").Body; strings.Contains(got, "legal") {
		t.Errorf("a spectator got %s", got)
	}
	if got := m.White.Get("/games/" + m.ID + ".json").Body; !strings.Contains(got, `"legal":["`) {
		t.Errorf("a player got %s", got)
	}
}

func TestPagesForbidInlineScriptsAndFraming(t *testing.T) {
	for _, path := range []string{"/", "/nothing"} {
		policy := webtest.NewSite(t).Client().Get(path, "Accept", "text/html").Header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "script-src 'self';", "style-src 'self';", "frame-ancestors 'none'"} {
			if !strings.Contains(policy, want) {
				t.Errorf("%s: %q lacks %q", path, policy, want)
			}
		}
	}
}

func TestHealth(t *testing.T) {
	s := webtest.NewSite(t)
	for path, want := range map[string]string{"/healthz": "alive\n", "/readyz": "ready\n"} {
		if got := s.Client().Get(path); got.Status != 200 || got.Body != want {
			t.Errorf("%s: got %d %q", path, got.Status, got.Body)
		}
	}
	s.Stop()
	if got := s.Client().Get("/readyz"); got.Status != http.StatusServiceUnavailable || got.Header.Get("Retry-After") == "" {
		t.Errorf("while stopping: got %d %v, want 503 with Retry-After", got.Status, got.Header)
	}
	if got := s.Client().Get("/healthz"); got.Status != 200 {
		t.Errorf("while stopping it is alive still: got %d", got.Status)
	}
}

func TestPagesAreSentCompressed(t *testing.T) {
	m := webtest.NewSite(t).NewMatch("")
	plain := m.White.Get("/games/"+m.ID, "Accept", "text/html")
	packed := m.White.Get("/games/"+m.ID, "Accept", "text/html", "Accept-Encoding", "gzip")
	if got := packed.Header.Get("Content-Encoding"); got != "gzip" || plain.Header.Get("Content-Encoding") != "" {
		t.Errorf("the encoding is %q, want gzip; without asking %q", got, plain.Header.Get("Content-Encoding"))
	}
	if len(packed.Body)*3 > len(plain.Body) {
		t.Errorf("%d bytes have become %d", len(plain.Body), len(packed.Body))
	}
	if vary := strings.Join(packed.Header["Vary"], ", "); !strings.Contains(vary, "Accept-Encoding") || !strings.Contains(vary, "Cookie") {
		t.Errorf("Vary is %q", vary)
	}
}
