package feed

import (
	"fmt"
	"net/http"
	"strings"

	"kibitz/web/request"
)

// isFeed reports whether a request is for a feed, of which a stream may be made.
func isFeed(r *http.Request) bool {
	return (r.Method == http.MethodGet || r.Method == http.MethodHead) && strings.HasSuffix(r.URL.Path, "/feed") && !IsUpgrade(r)
}

// TurnAway has the reader of a stream come back soon; false if a request is not for
// one.
func (f *Server) TurnAway(w http.ResponseWriter, r *http.Request) bool {
	kind := request.Negotiate(r, request.TypeJSON, request.TypeSSE, request.TypeNDJSON)
	if kind == request.TypeJSON || !isFeed(r) {
		return false
	}
	f.Headers(w, kind)
	if kind == request.TypeSSE {
		_, _ = fmt.Fprintf(w, "retry: %d\n\n", jitter().Milliseconds()) // one that has gone needs no answer
	}
	return true
}
