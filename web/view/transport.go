package view

import (
	"slices"

	"kibitz/web/transport"
)

// transports are the names of all ways in which the events of a game can come to a
// page. The table of words has what they are called and what they do.
var transports = transportNames()

func transportNames() (names []string) {
	for _, t := range transport.OfPages() {
		names = append(names, t.Name)
	}
	return names
}

// asksTransport reports whether the address names a transport that there is.
func (p GamePage) asksTransport() bool {
	return slices.Contains(transports, p.Transport)
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
