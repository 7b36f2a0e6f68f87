package web

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"kibitz/web/request"
)

var trusted = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8"), netip.MustParsePrefix("127.0.0.1/32")}

// https describes how a request reaches a server, and what its cookies and headers
// must then say.
func TestSecureCookiesAndLastingTLS(t *testing.T) {
	for name, c := range map[string]struct {
		config        Config
		tls           bool
		peer, proto   string
		secure, hsts  bool
		wantedBaseURL string
	}{
		"plain":                      {Config{}, false, "203.0.113.7:1", "", false, false, "http://chess.example"},
		"TLS of our own making":      {Config{}, true, "203.0.113.7:1", "", false, false, "https://chess.example"},
		"TLS that browsers trust":    {Config{Site: Site{LastingTLS: true}}, true, "203.0.113.7:1", "", true, true, "https://chess.example"},
		"plain beside that":          {Config{Site: Site{LastingTLS: true}}, false, "203.0.113.7:1", "", false, false, "http://chess.example"},
		"a proxy that is trusted":    {Config{Site: Site{TrustedProxies: trusted}}, false, "10.0.0.1:1", "https", true, false, "https://chess.example"},
		"anybody who says to be one": {Config{Site: Site{TrustedProxies: trusted}}, false, "203.0.113.7:1", "https", false, false, "http://chess.example"},
		"a base URL":                 {Config{Site: Site{BaseURL: "https://chess.example"}}, false, "10.0.0.1:1", "", true, false, "https://chess.example"},
	} {
		c.config.Stopping = t.Context()
		s := &Server{config: c.config}
		address := "http://chess.example/"
		if c.tls {
			address = "https://chess.example/"
		}
		r := httptest.NewRequest("GET", address, nil)
		r.RemoteAddr = c.peer
		r.Header.Set("X-Forwarded-Proto", c.proto)
		w := httptest.NewRecorder()
		request.ThroughProxies(c.config.TrustedProxies, s.secure(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			if got := s.secureCookies(r); got != c.secure {
				t.Errorf("%s: cookies are secure: %v, want %v", name, got, c.secure)
			}
			if got := s.baseURL(r); got != c.wantedBaseURL {
				t.Errorf("%s: the base URL is %s, want %s", name, got, c.wantedBaseURL)
			}
		}))).ServeHTTP(w, r)
		if got := w.Header().Get("Strict-Transport-Security") != ""; got != c.hsts {
			t.Errorf("%s: asks to stay: %v, want %v", name, got, c.hsts)
		}
	}
}
