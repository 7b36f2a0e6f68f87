package request

import (
	"hash/maphash"
	"net/http"
	"regexp"
)

// A Digest stands for a text that a client has sent, which may be long. It is
// another one in each process, so nobody can make two texts with the same.
type Digest uint64

var digestSeed = maphash.MakeSeed()

// DigestOf returns the digest of texts one after the other.
func DigestOf(texts ...string) Digest {
	var h maphash.Hash
	h.SetSeed(digestSeed)
	for _, text := range texts {
		_, _ = h.WriteString(text) // never fails
	}
	return Digest(h.Sum64())
}

// An Identity tells one reader from another, as far as their requests do. It
// keeps nothing that a client has written.
type Identity struct {
	Address string // of the network, as the limits have it
	// Browser tells one browser from another, and page one page of a browser from
	// another if they have scripts.
	Browser, Page Digest
}

// IdentityOf returns who sends a request for a feed: a page, by the meter that it
// names, or else a browser, by its address and what it calls itself.
func IdentityOf(r *http.Request) Identity {
	id := BrowserOf(r)
	if name := r.URL.Query().Get("meter"); ValidMeter(name) {
		id.Page = DigestOf(name)
	}
	return id
}

// BrowserOf is the identity of a browser that has no script.
func BrowserOf(r *http.Request) Identity {
	address := Address(r)
	browser := DigestOf(address, " ", r.UserAgent())
	return Identity{address, browser, browser}
}

var meterName = regexp.MustCompile(`^[0-9A-Za-z]{1,32}$`)

// ValidMeter reports whether a text can be the name by which a page tells which of
// its requests belong together.
func ValidMeter(name string) bool { return meterName.MatchString(name) }
