package web

import (
	"mime"
	"net/http"
	"strings"

	"github.com/elnormous/contenttype"
)

// Media types that Kibitz answers with.
const (
	typeHTML   = "text/html"
	typeJSON   = "application/json"
	typePGN    = "application/x-chess-pgn"
	typeSSE    = "text/event-stream"
	typeNDJSON = "application/x-ndjson"
	typeForm   = "application/x-www-form-urlencoded"

	typeMultipart = "multipart/form-data"       // only taken
	typeChessPGN  = "application/vnd.chess-pgn" // the registered name, only taken
)

// negotiate picks, of what is offered, the media type that the request likes
// best; the first when it does not care or likes none.
func negotiate(r *http.Request, offered ...string) string {
	available := make([]contenttype.MediaType, len(offered))
	for i, o := range offered {
		available[i] = contenttype.NewMediaType(o)
	}
	best, _, err := contenttype.GetAcceptableMediaTypeFromHeader(wishes(r, "Accept"), available)
	if err != nil {
		return offered[0]
	}
	return best.MIME()
}

// wantsPage reports whether an answer is for a person, in HTML: to a form, or
// to a GET that names HTML. JSON and PGN get JSON.
func wantsPage(r *http.Request) bool {
	switch bodyType(r) {
	case typeJSON, typePGN, typeChessPGN:
		return false
	}
	if strings.HasSuffix(r.URL.Path, "/feed") {
		return false
	}
	if !strings.Contains(r.Header.Get("Accept"), typeHTML) && r.Method != http.MethodPost {
		return false
	}
	return negotiate(r, typeHTML, typeJSON, "application/problem+json") == typeHTML
}

// bodyType is the media type of a request's body; "" without one.
func bodyType(r *http.Request) string {
	header := r.Header.Get("Content-Type")
	if len(header) > maxContentType {
		return "unknown"
	}
	kind, _, err := mime.ParseMediaType(header)
	if err != nil {
		return header
	}
	return kind
}
