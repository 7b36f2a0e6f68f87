package web

import (
	"net/http"

	"github.com/klauspost/compress/gzhttp"
	"github.com/klauspost/compress/gzip"
)

// compressed compresses the answers of a handler for clients that support it. It is
// for pages: a feed has to be sent at once, and its lines are short. An attack by
// the length of compressed answers (BREACH) needs a secret next to text that the
// attacker chose. Pages contain no secret: the visitor's token is in a cookie that
// no page shows.
var compressed = newCompressed(gzip.DefaultCompression)

// quickly is compressed for long texts: it takes half the time for about the same
// size, 15 ms in place of 30 for a megabyte.
var quickly = newCompressed(gzip.BestSpeed)

// longText is the length from which a text is long, in bytes.
const longText = 128 << 10

func newCompressed(level int) func(http.HandlerFunc) http.Handler {
	wrap, err := gzhttp.NewWrapper(gzhttp.CompressionLevel(level), gzhttp.EnableZstd(false)) // zstd needs a window of megabytes per answer to save a few percent
	if err != nil {
		panic(err) // the options are constants
	}
	return func(h http.HandlerFunc) http.Handler { return wrap(h) }
}
