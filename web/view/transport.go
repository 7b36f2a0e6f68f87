package view

import "slices"

// A transport is a way in which the events of a game can come.
type transport struct {
	name  string // as in addresses and in the script, static/js/feed.js
	label string
	about string // what it does, to somebody who has never heard of it
}

var transports = []transport{
	{"polling", "Polling", "The page asks every 2 seconds whether there is news. Most answers are no."},
	{"long-polling", "Long polling", "The page asks, and the server waits with its answer until there is news."},
	{"sse", "SSE", "Server-Sent Events: one answer that never ends. Each move is a few more lines of it."},
	{"websocket", "WebSocket", "One connection on which both sides may speak at any time. Your moves go out on it, too."},
}

// asksTransport reports whether the address names a transport that there is.
func (p GamePage) asksTransport() bool {
	return slices.ContainsFunc(transports, func(t transport) bool { return t.name == p.Transport })
}

// usualTransport is the one that the page uses when nobody says otherwise: who
// plays sends, too.
func (p GamePage) usualTransport() string {
	if p.You != "" {
		return "websocket"
	}
	return "sse"
}

func (p GamePage) transport() string {
	if p.asksTransport() {
		return p.Transport
	}
	return p.usualTransport()
}
