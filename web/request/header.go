package request

import (
	"net/http"
	"strings"
)

// List returns the members of a header that is a list of what a client would
// like; none if they are too long to be meant.
func List(r *http.Request, header string) string {
	length := 0
	for _, value := range r.Header.Values(header) {
		length += len(value) + 1
	}
	if length > maxHeaderList {
		return ""
	}
	return strings.Join(r.Header.Values(header), ",")
}

// Cookie returns the value of a cookie, the first of that name, as
// http.Request's Cookie does. It makes no list of all of them.
func Cookie(r *http.Request, name string) (value string, found bool) {
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
