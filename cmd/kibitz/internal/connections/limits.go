package connections

import (
	"cmp"
	"net/netip"
	"runtime"
)

const (
	// Most connections, however many descriptors there are: half as many again as
	// readers. Each takes some 40 kB of memory.
	maxOpen = 30_000
	// Most connections from one address, unless the operator says otherwise. This is
	// more than three times what 200 players behind one router need, at six per
	// browser. With few descriptors, half of all connections are left to others.
	maxPerAddress = 4_000
	// Connections beyond the limit. Over these, health checks are answered, and
	// everyone else is told that the server is full.
	maxSpare = 16
	// Descriptors for the rest of the server, apart from the database: Redis, files,
	// the start of a private Postgres.
	reserved = 64
	// Descriptors for each processor: an engine.
	reservedPerProcessor = 4
)

// Limits say how many connections may be open at once.
type Limits struct {
	All        int            // a few more are open only to say that the server is full
	PerAddress int            // or per network of 64 bits of IPv6
	Trusted    []netip.Prefix // networks of proxies, whose connections are those of many people
}

// LimitsFor returns the limits of a server whose database uses a number of
// descriptors, given how many the system allows this process. perAddress is the
// operator's setting, or 0.
func LimitsFor(database, perAddress int, trusted []netip.Prefix) Limits {
	return limitsFor(descriptors(), database, perAddress, trusted)
}

func limitsFor(descriptors, database, perAddress int, trusted []netip.Prefix) Limits {
	rest := descriptors - maxSpare - reserved - reservedPerProcessor*runtime.NumCPU() - database
	all := min(maxOpen, max(rest, descriptors/4)) // a server with too few still answers
	return Limits{All: all, PerAddress: min(all, cmp.Or(perAddress, min(maxPerAddress, all/2))), Trusted: trusted}
}
