package web

import (
	"net/http"

	"github.com/klauspost/compress/gzhttp"
)

// compressed sends what a handler answers compressed to those who can read that.
// It is for pages: a feed has to go out at once, and its lines are short. What is
// guessed from the length of a compressed answer (BREACH) has to be a secret in
// it next to what a stranger chose: pages have none, the visitor's token is in a
// cookie that no page shows.
var compressed = newCompressed()

func newCompressed() func(http.HandlerFunc) http.Handler {
	wrap, err := gzhttp.NewWrapper(gzhttp.EnableZstd(false)) // a window of megabytes for each, for a few percent
	if err != nil {
		panic(err) // the options are constants
	}
	return func(h http.HandlerFunc) http.Handler { return wrap(h) }
}
