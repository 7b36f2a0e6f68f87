package request

import (
	"hash/maphash"
	"net/http"
	"regexp"
)

// A Digest stands for a text from a client, which may be long. It is keyed with a
// random seed per process, so nobody can craft two texts with the same digest.
type Digest uint64

var digestSeed = maphash.MakeSeed()

// DigestOf returns the digest of concatenated texts.
func DigestOf(texts ...string) Digest {
	var h maphash.Hash
	h.SetSeed(digestSeed)
	for _, text := range texts {
		_, _ = h.WriteString(text) // never fails
	}
	return Digest(h.Sum64())
}

// An Identity distinguishes readers, as far as their requests do. It stores nothing
// that a client has written.
type Identity struct {
	Address string // network address, as for the limits
	// Browser distinguishes browsers, and Page the pages of a browser that runs
	// scripts.
	Browser, Page Digest
}

// IdentityOf returns who sends a request for a feed: a page, by the meter that it
// names, or else a browser, by its address and User-Agent.
func IdentityOf(r *http.Request) Identity {
	id := BrowserOf(r)
	if name := r.URL.Query().Get("meter"); ValidMeter(name) {
		id.Page = DigestOf(name)
	}
	return id
}

// BrowserOf is the identity of a browser without scripts.
func BrowserOf(r *http.Request) Identity {
	address := Address(r)
	browser := DigestOf(address, " ", r.UserAgent())
	return Identity{address, browser, browser}
}

var meterName = regexp.MustCompile(`^[0-9A-Za-z]{1,32}$`)

// ValidMeter reports whether a text can be the name with which a page groups its
// requests.
func ValidMeter(name string) bool { return meterName.MatchString(name) }
