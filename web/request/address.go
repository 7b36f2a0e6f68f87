package request

import (
	"net"
	"net/http"
	"net/netip"
)

// Address is the address that a request comes from, without its port. An IPv6 /64
// network counts as one address, since a single customer has all of it.
func Address(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if addr = addr.Unmap().WithZone(""); addr.Is6() {
		network, _ := addr.Prefix(64) // fails only for too many bits
		return network.Addr().String()
	}
	return addr.String()
}
