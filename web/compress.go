package web

import (
	"net/http"

	"github.com/klauspost/compress/gzhttp"
	"github.com/klauspost/compress/gzip"
)

// compressed sends what a handler answers compressed to those who can read that.
// It is for pages: a feed has to go out at once, and its lines are short. What is
// guessed from the length of a compressed answer (BREACH) has to be a secret in
// it next to what a stranger chose: pages have none, the visitor's token is in a
// cookie that no page shows.
var compressed = newCompressed(gzip.DefaultCompression)

// quickly is compressed for long texts, which take half the time for about the
// same size: 15 ms in place of 30 for a megabyte.
var quickly = newCompressed(gzip.BestSpeed)

// longText is where a text becomes long, in bytes.
const longText = 128 << 10

func newCompressed(level int) func(http.HandlerFunc) http.Handler {
	wrap, err := gzhttp.NewWrapper(gzhttp.CompressionLevel(level), gzhttp.EnableZstd(false)) // a window of megabytes for each, for a few percent
	if err != nil {
		panic(err) // the options are constants
	}
	return func(h http.HandlerFunc) http.Handler { return wrap(h) }
}
