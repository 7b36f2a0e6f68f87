package request

import (
	"net"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Headers in which a proxy describes the request that it forwards.
const (
	forwardedFor   = "X-Forwarded-For"
	ForwardedProto = "X-Forwarded-Proto"
)

// ThroughProxies sets the sender's address on requests that came through a trusted
// proxy. Anybody can write these headers, so they are removed from all other
// requests, and handlers can rely on those that remain.
func ThroughProxies(trusted []netip.Prefix, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		peer, err := netip.ParseAddrPort(r.RemoteAddr)
		if err != nil || !within(trusted, peer.Addr()) {
			r.Header.Del(forwardedFor)
			r.Header.Del(ForwardedProto)
		} else if from := sender(trusted, peer.Addr(), r.Header.Values(forwardedFor)); from != peer.Addr() {
			r.RemoteAddr = net.JoinHostPort(from.String(), "0")
		}
		next.ServeHTTP(w, r)
	})
}

// sender is the first address that does not belong to a trusted proxy, going
// backwards from the peer: each proxy appends the address of its client. Anything
// before that address, or before something that is not an address, may be forged.
func sender(trusted []netip.Prefix, peer netip.Addr, headers []string) netip.Addr {
	for _, header := range slices.Backward(headers) {
		for more := true; more; {
			var hop string
			header, hop, more = cutLast(header, ",")
			addr, ok := parseHop(strings.TrimSpace(hop))
			if !ok {
				return peer
			}
			peer = addr
			if !within(trusted, peer) {
				return peer
			}
		}
	}
	return peer
}

// cutLast cuts text around the last separator; without one, all of it is after.
func cutLast(text, separator string) (before, after string, found bool) {
	if i := strings.LastIndex(text, separator); i >= 0 {
		return text[:i], text[i+len(separator):], true
	}
	return "", text, false
}

// parseHop reads an address, which some proxies send with a port.
func parseHop(text string) (netip.Addr, bool) {
	addr, err := netip.ParseAddr(strings.TrimSuffix(strings.TrimPrefix(text, "["), "]"))
	if err != nil {
		with, err := netip.ParseAddrPort(text)
		if err != nil {
			return netip.Addr{}, false
		}
		addr = with.Addr()
	}
	return addr.Unmap().WithZone(""), true
}

func within(networks []netip.Prefix, addr netip.Addr) bool {
	addr = addr.Unmap().WithZone("")
	return slices.ContainsFunc(networks, func(p netip.Prefix) bool { return p.Contains(addr) })
}
