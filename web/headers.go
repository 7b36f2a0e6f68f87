package web

import (
	"net/http"
	"strings"
)

// tidy refuses requests whose address no page of Kibitz and no plain client
// sends, so that everything behind it can read a query as often as it likes.
func (s *Server) tidy(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.RawQuery
		if len(query) > maxQuery || strings.Count(query, "&") >= maxQueryFields || len(r.Host) > maxHost {
			r.URL.RawQuery, r.Host = "", "" // the page that says so has no use for them
			s.fail(w, r, errBadAddress)
			return
		}
		// A range costs a hundred bytes of answer, however short it is.
		if strings.Count(r.Header.Get("Range"), ",") >= maxRanges {
			r.Header.Del("Range")
		}
		next.ServeHTTP(w, r)
	})
}
