package view

import (
	"slices"

	"kibitz/web/transport"
)

// A pageTransport is a way in which the events of a game can come to a page.
type pageTransport struct {
	name, label string
	about       string // what it does, to somebody who has never heard of it
}

func offered(t transport.Transport, about string) pageTransport {
	return pageTransport{name: t.Name, label: t.Title(), about: about}
}

// transports are all of transport.OfPages, in its order.
var transports = []pageTransport{
	offered(transport.Polling, "The page asks every 2 seconds whether there is news. Most answers are no."),
	offered(transport.LongPolling, "The page asks, and the server waits with its answer until there is news."),
	offered(transport.SSE, "Server-Sent Events: one answer that never ends. Each move is a few more lines of it."),
	offered(transport.WebSocket, "One connection on which both sides may speak at any time. Your moves go out on it, too."),
}

// asksTransport reports whether the address names a transport that there is.
func (p GamePage) asksTransport() bool {
	return slices.ContainsFunc(transports, func(t pageTransport) bool { return t.name == p.Transport })
}

// usualTransport is the one that the page uses when nobody says otherwise: who
// plays sends, too.
func (p GamePage) usualTransport() string {
	if p.You != "" {
		return transport.WebSocket.Name
	}
	return transport.SSE.Name
}

func (p GamePage) transport() string {
	if p.asksTransport() {
		return p.Transport
	}
	return p.usualTransport()
}
