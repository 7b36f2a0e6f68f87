package web

import (
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics is what a server counts, for Prometheus.
type metrics struct {
	registry *prometheus.Registry

	readers *prometheus.GaugeVec     // waiting now
	closed  *prometheus.CounterVec   // and how the others ended
	events  *prometheus.CounterVec   // written to readers
	bytes   *prometheus.CounterVec   // of JSON
	delay   *prometheus.HistogramVec // from the announcement, after the commit, to the write
}

// counts are the metrics of one transport.
type counts struct {
	readers       prometheus.Gauge
	events, bytes prometheus.Counter
	delay         prometheus.Observer
}

func (m *metrics) of(transport string) counts {
	return counts{
		readers: m.readers.WithLabelValues(transport),
		events:  m.events.WithLabelValues(transport),
		bytes:   m.bytes.WithLabelValues(transport),
		delay:   m.delay.WithLabelValues(transport),
	}
}

func newMetrics(more []prometheus.Collector) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		readers: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "kibitz_feed_readers", Help: "Readers of feeds that are open now."}, []string{"transport"}),
		closed: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "kibitz_feed_readers_closed_total", Help: "Readers whose request has ended, by how it did."}, []string{"transport", "why"}),
		events: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "kibitz_feed_events_total", Help: "Events and snapshots written to readers."}, []string{"transport"}),
		bytes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "kibitz_feed_bytes_total", Help: "Bytes of JSON written to readers, without headers and framing."}, []string{"transport"}),
		delay: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "kibitz_feed_delay_seconds", Help: "From the announcement of an event, after its commit, to its write to a reader.",
			Buckets: prometheus.ExponentialBuckets(0.0001, 2, 16)}, []string{"transport"}),
	}
	m.registry.MustRegister(m.readers, m.closed, m.events, m.bytes, m.delay,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.registry.MustRegister(more...)
	return m
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
