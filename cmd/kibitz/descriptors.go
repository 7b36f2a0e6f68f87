package main

import (
	"cmp"
	"net/netip"
	"runtime"

	"github.com/prometheus/client_golang/prometheus"
)

const (
	// Most connections, however many descriptors there are: half as many again as
	// readers, who take some 40 kB of memory each.
	maxConnections = 30_000
	// Most connections from one address, unless the operator says otherwise: 200
	// players behind one router, whose browsers open six each, and as much again and
	// more. Fewer descriptors leave half of all connections to others.
	maxPerAddress = 4_000
	// Descriptors that connections leave to the rest of the server, beside the
	// database's: Redis, files, the start of a private Postgres.
	reserved = 64
	// And for each processor: an engine.
	reservedPerProcessor = 4
)

// connectionLimitsFor says how many connections a server may have that may open so
// many descriptors, of which its database takes some; each is what the operator
// has set for one address, 0 for nothing.
func connectionLimitsFor(descriptors, database, each int, trusted []netip.Prefix) connectionLimits {
	rest := descriptors - spareConnections - reserved - reservedPerProcessor*runtime.NumCPU() - database
	all := min(maxConnections, max(rest, descriptors/4)) // a server with too few still answers
	return connectionLimits{all: all, each: min(all, cmp.Or(each, min(maxPerAddress, all/2))), trusted: trusted}
}

var (
	connectionsOpen = prometheus.NewDesc("kibitz_connections", "Connections that are open now.", nil, nil)
	connectionsMost = prometheus.NewDesc("kibitz_connections_limit", "Connections that may be open at once.", nil, nil)
	connectionsShed = prometheus.NewDesc("kibitz_connections_shed_total",
		"Connections for which there was no room, by what was done: an idle one was closed, the new one was refused or told.", []string{"what", "why"}, nil)
)

// Describe is for Prometheus.
func (l *limitedListener) Describe(to chan<- *prometheus.Desc) {
	to <- connectionsOpen
	to <- connectionsMost
	to <- connectionsShed
}

// Collect is for Prometheus.
func (l *limitedListener) Collect(to chan<- prometheus.Metric) {
	l.mu.Lock()
	defer l.mu.Unlock()
	to <- prometheus.MustNewConstMetric(connectionsOpen, prometheus.GaugeValue, float64(l.open))
	to <- prometheus.MustNewConstMetric(connectionsMost, prometheus.GaugeValue, float64(l.limits.all))
	for shed, n := range l.shed {
		to <- prometheus.MustNewConstMetric(connectionsShed, prometheus.CounterValue, float64(n), shed.what, shed.why)
	}
}
