package web

import (
	"errors"
	"net/http/httptest"
	"strconv"
	"testing"
	"testing/synctest"
	"time"
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
		if got := addressOf(r); got != want {
			t.Errorf("%s: got %s, want %s", peer, got, want)
		}
	}
}

// A limit that many have been held to remembers the last ones only, and lets go of
// those that have their burst again.
func TestLimiterForgetsTheLeastRecentlyUsed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(1, 2)
		for range 2 {
			if err := l.take("busy", 1); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 2 * maxKeys {
			if err := l.take(strconv.Itoa(i), 2); err != nil {
				t.Fatalf("key %d: %v", i, err)
			}
			if i%(maxKeys/2) == 0 {
				if err := l.take("busy", 1); !errors.As(err, new(tooFast)) {
					t.Fatalf("one that goes on while others come got %v, want tooFast", err)
				}
			}
		}
		if got := l.keys.Len(); got != maxKeys {
			t.Errorf("%d keys are kept, want %d", got, maxKeys)
		}
		time.Sleep(time.Minute)
		for i := range maxKeys/2 + 1 {
			if err := l.take("later"+strconv.Itoa(i), 1); err != nil {
				t.Fatal(err)
			}
		}
		if got := l.keys.Len(); got > maxKeys/2+1 {
			t.Errorf("%d keys are kept, want those in use only", got)
		}
	})
}

// Two hundred pupils behind one address who begin at the same moment are all made
// guests.
func TestASchoolOfNewGuestsBeginsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(addressRate, addressBurst)
		for i := range 200 {
			if l.take("school", 1) != nil || l.take("school", guestCost) != nil {
				t.Fatalf("the guest after %d is refused", i)
			}
		}
	})
}
