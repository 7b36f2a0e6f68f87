package view

import (
	"slices"

	"kibitz/web/transport"
)

// transports are the names of all transports for a game's events. The table of words
// has their titles and descriptions.
var transports = transportNames()

func transportNames() (names []string) {
	for _, t := range transport.OfPages() {
		names = append(names, t.Name)
	}
	return names
}

// asksTransport reports whether the address names a known transport.
func (p GamePage) asksTransport() bool {
	return slices.Contains(transports, p.Transport)
}

// usualTransport is the default transport: a player's page also sends.
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
