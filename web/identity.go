package web

import (
	"hash/maphash"
	"net/http"
)

// A digest stands for a text that a client has sent, which may be long. It is
// another one in each process, so nobody can make two texts with the same.
type digest uint64

var digestSeed = maphash.MakeSeed()

func digestOf(texts ...string) digest {
	var h maphash.Hash
	h.SetSeed(digestSeed)
	for _, text := range texts {
		_, _ = h.WriteString(text) // never fails
	}
	return digest(h.Sum64())
}

// An identity tells one reader from another, as far as their requests do. It
// keeps nothing that a client has written.
type identity struct {
	address string // of the network, as the limits have it
	// browser tells one browser from another, and page one page of a browser from
	// another if they have scripts.
	browser, page digest
}

// identityOf returns who sends a request for a feed: a page, by the meter that it
// names, or else a browser, by its address and what it calls itself.
func identityOf(r *http.Request) identity {
	id := browserOf(r)
	if name := r.URL.Query().Get("meter"); meterName.MatchString(name) {
		id.page = digestOf(name)
	}
	return id
}

// browserOf is the identity of a browser that has no script.
func browserOf(r *http.Request) identity {
	address := addressOf(r)
	browser := digestOf(address, " ", r.UserAgent())
	return identity{address, browser, browser}
}
