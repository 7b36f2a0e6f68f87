package web_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"kibitz/web"
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
			b := newBubble(t, func(config *web.Config) { config.BaseURL = c.base })
			header := append([]string{"Origin", c.origin}, handshake...)
			if c.origin == "" {
				header = handshake
			}
			got := b.get(b.feed("after=2"), header...)
			switch {
			case c.allowed && got.status != http.StatusSwitchingProtocols:
				t.Errorf("%q at %q: got %d, want 101", c.origin, c.base, got.status)
			case !c.allowed && (got.status != http.StatusForbidden || !strings.Contains(got.body, "another site")):
				t.Errorf("%q at %q: got %d %s, want 403", c.origin, c.base, got.status, got.body)
			}
		})
	}
}
