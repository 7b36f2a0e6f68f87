package feed

import (
	"net/http"
	"time"

	"kibitz/web/request"
	"kibitz/web/transport"
)

// TransportOf returns the transport that a request for a feed asks for.
func TransportOf(r *http.Request) transport.Transport {
	t, _, _ := negotiate(r)
	return t
}

// negotiate returns the transport that a request asks for, and how long to hold a long
// poll. err is ErrBadWait if that is out of bounds.
func negotiate(r *http.Request) (t transport.Transport, wait time.Duration, err error) {
	switch kind := request.Negotiate(r, request.TypeJSON, request.TypeSSE, request.TypeNDJSON); {
	case IsUpgrade(r):
		return transport.WebSocket, 0, nil
	case kind == request.TypeSSE:
		return transport.SSE, 0, nil
	case kind == request.TypeNDJSON:
		return transport.NDJSON, 0, nil
	}
	if wait, err = waitOf(r); err == nil && wait > 0 {
		return transport.LongPolling, wait, nil
	}
	return transport.Polling, 0, err
}
