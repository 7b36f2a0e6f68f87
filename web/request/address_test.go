package request

import (
	"net/http/httptest"
	"testing"
)

func TestAddressIsThatOfANetwork(t *testing.T) {
	for peer, want := range map[string]string{
		"192.0.2.7:99":             "192.0.2.7",
		"[::ffff:192.0.2.7]:99":    "192.0.2.7",
		"[2001:db8:1:2:3::4]:99":   "2001:db8:1:2::",
		"[2001:db8:1:2::9]:99":     "2001:db8:1:2::",
		"[2001:db8:1:3::9]:99":     "2001:db8:1:3::",
		"[fe80::1%eth0]:99":        "fe80::",
		"@":                        "@",
		"pipe":                     "pipe",
		"chess.example.org:http:1": "chess.example.org:http:1",
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.RemoteAddr = peer
		if got := Address(r); got != want {
			t.Errorf("%s: got %s, want %s", peer, got, want)
		}
	}
}
