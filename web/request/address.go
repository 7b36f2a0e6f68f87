package request

import (
	"net"
	"net/http"
	"net/netip"
)

// Address is the address a request comes from, without its port. An IPv6
// network of 64 bits counts as one address: one customer has all of it.
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
		network, _ := addr.Prefix(64) // fails only for more bits than there are
		return network.Addr().String()
	}
	return addr.String()
}
