package request

import (
	"net/http"
	"strings"
)

// List returns the members of a list header such as Accept; none if it is
// unreasonably long.
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

// Cookie returns the value of the first cookie of a name, like http.Request's
// Cookie, but without building a list of all cookies.
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
