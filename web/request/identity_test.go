package request

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
)

// An identity stores no text that a client sends, however long.
func TestIdentityKeepsNoText(t *testing.T) {
	r := httptest.NewRequest("GET", "/games/AAAAAAAA/feed", nil)
	r.Header.Set("User-Agent", strings.Repeat("x", 28<<10))
	long := IdentityOf(r)
	if size := len(fmt.Sprint(long)); size > 100 {
		t.Errorf("an identity takes %d characters", size)
	}
	r.Header.Set("User-Agent", strings.Repeat("x", 28<<10-1)+"y")
	if other := IdentityOf(r); other.Browser == long.Browser || other.Page != other.Browser {
		t.Errorf("got %v and %v, want two browsers, each its own page", long, other)
	}
	r.URL.RawQuery = "meter=abc"
	if page := IdentityOf(r); page.Page == page.Browser || page.Page != DigestOf("abc") {
		t.Errorf("got %v, want the page of a meter", page)
	}
	r.RemoteAddr = "198.51.100.7:1"
	if page := IdentityOf(r); page.Page != DigestOf("abc") {
		t.Errorf("got %v, want the page of the meter wherever it comes from", page)
	}
}
