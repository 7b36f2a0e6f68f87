package web

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

var trustedForTest = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8"), netip.MustParsePrefix("127.0.0.1/32")}

func TestSenderIsTheFirstAddressThatIsNoTrustedProxys(t *testing.T) {
	for _, c := range []struct {
		peer    string
		headers []string
		want    string
	}{
		{"10.0.0.1:99", nil, "10.0.0.1:99"},
		{"10.0.0.1:99", []string{""}, "10.0.0.1:99"},
		{"10.0.0.1:99", []string{"203.0.113.7"}, "203.0.113.7:0"},
		{"10.0.0.1:99", []string{"198.51.100.1, 203.0.113.7"}, "203.0.113.7:0"}, // the first is the client's own invention
		{"10.0.0.1:99", []string{"198.51.100.1", "203.0.113.7, 10.9.9.9"}, "203.0.113.7:0"},
		{"10.0.0.1:99", []string{"10.1.1.1,10.2.2.2"}, "10.1.1.1:0"}, // nobody from outside
		{"10.0.0.1:99", []string{"203.0.113.7, unknown"}, "10.0.0.1:99"},
		{"10.0.0.1:99", []string{"203.0.113.7, unknown, 10.2.2.2"}, "10.2.2.2:0"},
		{"10.0.0.1:99", []string{"203.0.113.7:4711"}, "203.0.113.7:0"},
		{"10.0.0.1:99", []string{"[2001:db8::1]:4711"}, "[2001:db8::1]:0"},
		{"10.0.0.1:99", []string{"[2001:db8::1]"}, "[2001:db8::1]:0"},
		{"10.0.0.1:99", []string{"::ffff:203.0.113.7"}, "203.0.113.7:0"},
		{"[::ffff:10.0.0.1]:99", []string{"203.0.113.7"}, "203.0.113.7:0"},
		{"[fd00::1]:99", []string{"203.0.113.7"}, "203.0.113.7:0"},
		{"203.0.113.9:99", []string{"198.51.100.1"}, "203.0.113.9:99"}, // nobody trusts it
		{"@", []string{"198.51.100.1"}, "@"},
	} {
		s := &Server{Config: Config{TrustedProxies: trustedForTest}}
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.peer
		r.Header["X-Forwarded-For"] = c.headers
		s.throughProxies(http.HandlerFunc(func(_ http.ResponseWriter, got *http.Request) {
			if got.RemoteAddr != c.want {
				t.Errorf("%q by %s: got %s, want %s", c.headers, c.peer, got.RemoteAddr, c.want)
			}
		})).ServeHTTP(httptest.NewRecorder(), r)
	}
}

// Whatever the headers say, the address is the peer's, or one that a trusted
// proxy has written.
func FuzzForwardedFor(f *testing.F) {
	for _, text := range []string{"", ",", "203.0.113.7", "1.2.3.4, 10.0.0.2", "[::1%eth0]:1", "::ffff:10.0.0.1", "[]", "1.2.3.4:99999", "\x00"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		peer, last := netip.MustParseAddr("10.0.0.1"), netip.MustParseAddr("203.0.113.7")
		if got := sender(trustedForTest, peer, []string{text}); !got.IsValid() || got.Zone() != "" {
			t.Errorf("%q: got %v", text, got)
		}
		if got := sender(trustedForTest, peer, []string{text, "203.0.113.7"}); got != last {
			t.Errorf("%q before the proxy's own: got %v, want %v", text, got, last)
		}
	})
}

// https tells how a request reaches a server, and what its cookies and its
// headers are to say then.
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
		"TLS that browsers trust":    {Config{LastingTLS: true}, true, "203.0.113.7:1", "", true, true, "https://chess.example"},
		"plain beside that":          {Config{LastingTLS: true}, false, "203.0.113.7:1", "", false, false, "http://chess.example"},
		"a proxy that is trusted":    {Config{TrustedProxies: trustedForTest}, false, "10.0.0.1:1", "https", true, false, "https://chess.example"},
		"anybody who says to be one": {Config{TrustedProxies: trustedForTest}, false, "203.0.113.7:1", "https", false, false, "http://chess.example"},
		"a base URL":                 {Config{BaseURL: "https://chess.example"}, false, "10.0.0.1:1", "", true, false, "https://chess.example"},
	} {
		c.config.Stopping = t.Context()
		s := &Server{Config: c.config}
		address := "http://chess.example/"
		if c.tls {
			address = "https://chess.example/"
		}
		r := httptest.NewRequest("GET", address, nil)
		r.RemoteAddr = c.peer
		r.Header.Set("X-Forwarded-Proto", c.proto)
		w := httptest.NewRecorder()
		s.throughProxies(s.secure(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
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
