package feed

import "github.com/prometheus/client_golang/prometheus"

// readerMetrics are the metrics of readers, by transport.
type readerMetrics struct {
	readers *prometheus.GaugeVec     // waiting now
	closed  *prometheus.CounterVec   // and how the others ended
	events  *prometheus.CounterVec   // written to readers
	bytes   *prometheus.CounterVec   // of JSON
	delay   *prometheus.HistogramVec // from the time of an event, as it was committed, to the write
}

func newReaderMetrics() *readerMetrics {
	return &readerMetrics{
		readers: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Name: "kibitz_feed_readers", Help: "Readers of feeds that are open now."}, []string{"transport"}),
		closed: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "kibitz_feed_readers_closed_total", Help: "Readers whose request has ended, by how it did."}, []string{"transport", "why"}),
		events: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "kibitz_feed_events_total", Help: "Events and snapshots written to readers."}, []string{"transport"}),
		bytes: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "kibitz_feed_bytes_total", Help: "Bytes of JSON written to readers, without headers and framing."}, []string{"transport"}),
		delay: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "kibitz_feed_delay_seconds", Help: "From the commit of an event (the time that it has, to the millisecond) to its write to a reader who was waiting for it.",
			Buckets: prometheus.ExponentialBuckets(0.0005, 2, 16)}, []string{"transport"}),
	}
}

// collectors returns all of them.
func (m *readerMetrics) collectors() []prometheus.Collector {
	return []prometheus.Collector{m.readers, m.closed, m.events, m.bytes, m.delay}
}

// counts are the metrics of one transport.
type counts struct {
	readers       prometheus.Gauge
	events, bytes prometheus.Counter
	delay         prometheus.Observer
}

func (m *readerMetrics) of(transport string) counts {
	return counts{
		readers: m.readers.WithLabelValues(transport),
		events:  m.events.WithLabelValues(transport),
		bytes:   m.bytes.WithLabelValues(transport),
		delay:   m.delay.WithLabelValues(transport),
	}
}
