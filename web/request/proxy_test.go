package request

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
		{"10.0.0.1:99", []string{"198.51.100.1, 203.0.113.7"}, "203.0.113.7:0"}, // the client made the first one up
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
		{"203.0.113.9:99", []string{"198.51.100.1"}, "203.0.113.9:99"}, // an untrusted peer
		{"@", []string{"198.51.100.1"}, "@"},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = c.peer
		r.Header["X-Forwarded-For"] = c.headers
		ThroughProxies(trustedForTest, http.HandlerFunc(func(_ http.ResponseWriter, got *http.Request) {
			if got.RemoteAddr != c.want {
				t.Errorf("%q by %s: got %s, want %s", c.headers, c.peer, got.RemoteAddr, c.want)
			}
		})).ServeHTTP(httptest.NewRecorder(), r)
	}
}

// Whatever the headers say, the address is the peer's or one that a trusted proxy
// wrote.
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
