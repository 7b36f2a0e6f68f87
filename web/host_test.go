package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"kibitz/game"
	"kibitz/web"
	"kibitz/web/webtest"
)

// Somebody who can choose the Host of a request must not affect what others get from
// a shared cache: an answer that depends on Host is private.
func TestWhatDependsOnTheHostIsNotForSharedCaches(t *testing.T) {
	m := webtest.NewMemory(t)
	over := m.NewGame("f3 e5 g4 Qh4")
	paths := []string{"/", "/watch", "/lab", "/mine", "/import", "/about", "/keys", "/settings", "/offline", "/manifest.webmanifest", "/sw.js", "/card.png", "/lobby.json", "/nothing"}
	for _, id := range []game.ID{m.ID, over} {
		place := "/games/" + string(id)
		for _, rest := range []string{"", ".json", ".pgn", "/share", "/qr.svg", "/board.svg", "/board.png"} {
			paths = append(paths, place+rest)
		}
	}
	asked := func(path, accept, host string) *httptest.ResponseRecorder {
		r := httptest.NewRequest("GET", path, nil)
		r.Host = host
		r.Header.Set("Accept", accept)
		got := httptest.NewRecorder()
		m.Kibitz.ServeHTTP(got, r)
		return got
	}
	differing := 0
	for _, path := range paths {
		for _, accept := range []string{"text/html", "*/*"} {
			ours, theirs := asked(path, accept, "kibitz.example"), asked(path, accept, "evil.example")
			kept := theirs.Header().Get("Cache-Control")
			if ours.Body.String() == theirs.Body.String() && !strings.Contains(theirs.Body.String(), "evil.example") {
				continue
			}
			differing++
			if !strings.Contains(kept, "private") && !strings.Contains(kept, "no-store") {
				t.Errorf("%s as %s depends on the host, and has Cache-Control: %s", path, accept, kept)
			}
			for name, values := range theirs.Header() {
				if strings.Contains(strings.Join(values, " "), "evil.example") {
					t.Errorf("%s as %s: the host is in %s: %s", path, accept, name, values)
				}
			}
		}
	}
	if differing < 10 {
		t.Errorf("only %d answers depend on the host: is it looked at?", differing)
	}
}

// If the server's address is configured, shared caches may keep the code.
func TestQRCodeOfAKnownAddressIsForSharedCaches(t *testing.T) {
	m := webtest.NewMemory(t, func(c *web.Config) { c.BaseURL = "https://kibitz.example" })
	var bodies []string
	for _, host := range []string{"kibitz.example", "evil.example"} {
		r := httptest.NewRequest("GET", "/games/"+string(m.ID)+"/qr.svg", nil)
		r.Host = host
		got := httptest.NewRecorder()
		m.Kibitz.ServeHTTP(got, r)
		if kept := got.Header().Get("Cache-Control"); got.Code != http.StatusOK || kept != "public, max-age=86400" {
			t.Errorf("%s: got %d, Cache-Control: %s", host, got.Code, kept)
		}
		bodies = append(bodies, got.Body.String())
	}
	if bodies[0] != bodies[1] {
		t.Error("the code depends on the host of the request")
	}
}
