package feed

import (
	"net/http"

	"kibitz/web/request"
)

// TransportOf names the transport that a request asks for as the registry of
// readers does.
func TransportOf(r *http.Request) string {
	switch kind := request.Negotiate(r, request.TypeJSON, request.TypeSSE, request.TypeNDJSON); {
	case IsUpgrade(r):
		return "WebSocket"
	case kind == request.TypeSSE:
		return "SSE"
	case kind == request.TypeNDJSON:
		return "NDJSON"
	}
	if wait, err := waitOf(r); err == nil && wait > 0 {
		return "long polling"
	}
	return "polling"
}
