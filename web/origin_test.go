package web_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"kibitz/web"
	"kibitz/web/webtest"
)

func TestSocketsAreForPagesOfThisServerAndForPrograms(t *testing.T) {
	for _, c := range []struct {
		base, origin string
		allowed      bool
	}{
		{"", "", true},
		{"", "http://kibitz", true},
		{"", "http://evil.example", false},
		{"", "http://kibitz.evil.example", false},
		{"", "http://kibitz:8080", false},
		{"", "null", false},
		{"", "://", false},
		{"https://chess.example", "https://chess.example", true},
		{"https://chess.example/", "http://kibitz", true},
		{"https://Chess.Example", "https://chess.example", true},
		{"https://chess.example", "https://evil.example", false},
		{"chess.example", "null", false}, // a base URL that has no host
	} {
		synctest.Test(t, func(t *testing.T) {
			b := webtest.NewBubble(t, func(config *web.Config) { config.BaseURL = c.base })
			header := append([]string{"Origin", c.origin}, webtest.Handshake...)
			if c.origin == "" {
				header = webtest.Handshake
			}
			got := b.Get(b.FeedURL("after=2"), header...)
			switch {
			case c.allowed && got.Status != http.StatusSwitchingProtocols:
				t.Errorf("%q at %q: got %d, want 101", c.origin, c.base, got.Status)
			case !c.allowed && (got.Status != http.StatusForbidden || !strings.Contains(got.Body, "another site")):
				t.Errorf("%q at %q: got %d %s, want 403", c.origin, c.base, got.Status, got.Body)
			}
		})
	}
}
