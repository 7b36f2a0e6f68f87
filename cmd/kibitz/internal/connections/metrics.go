package connections

import "github.com/prometheus/client_golang/prometheus"

var (
	connectionsOpen = prometheus.NewDesc("kibitz_connections", "Connections that are open now.", nil, nil)
	connectionsMost = prometheus.NewDesc("kibitz_connections_limit", "Connections that may be open at once.", nil, nil)
	connectionsShed = prometheus.NewDesc("kibitz_connections_shed_total",
		"Connections for which there was no room, by what was done: an idle one was closed, the new one was refused or told.", []string{"what", "why"}, nil)
)

// Describe is for Prometheus.
func (l *Listener) Describe(to chan<- *prometheus.Desc) {
	to <- connectionsOpen
	to <- connectionsMost
	to <- connectionsShed
}

// Collect is for Prometheus.
func (l *Listener) Collect(to chan<- prometheus.Metric) {
	l.mu.Lock()
	defer l.mu.Unlock()
	to <- prometheus.MustNewConstMetric(connectionsOpen, prometheus.GaugeValue, float64(l.open))
	to <- prometheus.MustNewConstMetric(connectionsMost, prometheus.GaugeValue, float64(l.limits.All))
	for shed, n := range l.shed {
		to <- prometheus.MustNewConstMetric(connectionsShed, prometheus.CounterValue, float64(n), shed.what, shed.why)
	}
}
