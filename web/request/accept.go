package request

import (
	"mime"
	"net/http"
	"strings"

	"github.com/elnormous/contenttype"
)

// Media types that Kibitz answers with.
const (
	TypeHTML   = "text/html"
	TypeJSON   = "application/json"
	TypePGN    = "application/x-chess-pgn"
	TypeSSE    = "text/event-stream"
	TypeNDJSON = "application/x-ndjson"
	TypeForm   = "application/x-www-form-urlencoded"

	TypeMultipart = "multipart/form-data"       // accepted, never sent
	TypeChessPGN  = "application/vnd.chess-pgn" // the registered name; accepted, never sent
)

// Negotiate picks the offered media type that the request prefers; the first if it
// accepts any or none of them.
func Negotiate(r *http.Request, offered ...string) string {
	available := make([]contenttype.MediaType, len(offered))
	for i, o := range offered {
		available[i] = contenttype.NewMediaType(o)
	}
	best, _, err := contenttype.GetAcceptableMediaTypeFromHeader(List(r, "Accept"), available)
	if err != nil {
		return offered[0]
	}
	return best.MIME()
}

// WantsPage reports whether the answer should be HTML for a person: for a form, or
// for a GET that names HTML. JSON and PGN get JSON.
func WantsPage(r *http.Request) bool {
	switch BodyType(r) {
	case TypeJSON, TypePGN, TypeChessPGN:
		return false
	}
	if strings.HasSuffix(r.URL.Path, "/feed") {
		return false
	}
	if !strings.Contains(r.Header.Get("Accept"), TypeHTML) && r.Method != http.MethodPost {
		return false
	}
	return Negotiate(r, TypeHTML, TypeJSON, "application/problem+json") == TypeHTML
}

// BodyType is the media type of a request's body; "" without one.
func BodyType(r *http.Request) string {
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
