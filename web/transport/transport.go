// Package transport names the ways in which events travel to a reader: the feed,
// the pages, the lab and cmd/load take names and order from here. The scripts'
// table (static/js/transport/transports.js) and those of the docs are compared
// with this one by tests.
package transport

import "strings"

// A Transport is one way. Its two names differ because they are read by
// different readers, and both are part of what Kibitz promises.
type Transport struct {
	Name  string // in addresses, in scripts and as an argument of tools: "long-polling"
	Label string // in metrics, logs and text: "long polling"
}

// The transports.
var (
	Polling     = Transport{"polling", "polling"}
	LongPolling = Transport{"long-polling", "long polling"}
	SSE         = Transport{"sse", "SSE"}
	WebSocket   = Transport{"websocket", "WebSocket"}
	NDJSON      = Transport{"ndjson", "NDJSON"}
)

// All returns all transports, in the order in which they are told of.
func All() []Transport { return []Transport{Polling, LongPolling, SSE, WebSocket, NDJSON} }

// OfPages returns those that a page can use, in the same order: NDJSON is for
// scripts outside of browsers.
func OfPages() []Transport { return []Transport{Polling, LongPolling, SSE, WebSocket} }

// Title is the label as a heading has it: "Long polling".
func (t Transport) Title() string { return strings.ToUpper(t.Label[:1]) + t.Label[1:] }
