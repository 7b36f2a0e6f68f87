package feed

import (
	"fmt"
	"net/http"
	"strings"

	"kibitz/web/request"
)

// isFeed reports whether a request is for a feed and may be answered by a stream.
func isFeed(r *http.Request) bool {
	return (r.Method == http.MethodGet || r.Method == http.MethodHead) && strings.HasSuffix(r.URL.Path, "/feed") && !IsUpgrade(r)
}

// TurnAway answers a request for a stream by asking its reader to come back soon. It
// returns false, and writes nothing, if the request is not for a stream.
func (f *Server) TurnAway(w http.ResponseWriter, r *http.Request) bool {
	kind := request.Negotiate(r, request.TypeJSON, request.TypeSSE, request.TypeNDJSON)
	if kind == request.TypeJSON || !isFeed(r) {
		return false
	}
	f.Headers(w, kind)
	if kind == request.TypeSSE {
		_, _ = fmt.Fprintf(w, "retry: %d\n\n", jitter().Milliseconds()) // if the client has gone, it needs no answer
	}
	return true
}
