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

// wishes returns the members of a header that is a list of what a client would
// like; none if they are too long to be meant.
func wishes(r *http.Request, header string) string {
	length := 0
	for _, value := range r.Header.Values(header) {
		length += len(value) + 1
	}
	if length > maxHeaderList {
		return ""
	}
	return strings.Join(r.Header.Values(header), ",")
}

// cookieOf returns the value of a cookie, the first of that name, as
// http.Request's Cookie does. It makes no list of all of them.
func cookieOf(r *http.Request, name string) (value string, found bool) {
	twins := 0
	for _, line := range r.Header["Cookie"] {
		for pair := range strings.SplitSeq(line, ";") {
			given, _, _ := strings.Cut(pair, "=")
			if strings.TrimSpace(given) != name {
				continue
			}
			if twins++; twins > maxTwins {
				return "", false
			}
			one := http.Request{Header: http.Header{"Cookie": {pair}}}
			if cookie, err := one.Cookie(name); err == nil {
				return cookie.Value, true
			}
		}
	}
	return "", false
}
