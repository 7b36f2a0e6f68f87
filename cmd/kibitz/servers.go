package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"kibitz/game"
	"kibitz/game/live"
	"kibitz/web/presence"
)

// findBus returns a bus over the Redis at an address, or nil if there is no address.
func findBus(address string) (*live.Redis, error) {
	if address == "" {
		return nil, nil
	}
	bus, err := live.NewRedis(address)
	if err != nil {
		return nil, fmt.Errorf("%w; -redis or REDIS_URL is like redis://localhost:6379", err)
	}
	return bus, nil
}

// otherServers are the servers that a bus joins to this one, if any.
type otherServers struct {
	game.Listeners                 // tell them of changes here
	others         presence.Others // nil if there is no bus
	metrics        []prometheus.Collector
	run            func(context.Context)
}

// joinServers joins this server to others over a bus, which is nil for a single
// server. The audience hears of their changes.
func joinServers(bus *live.Redis, log *slog.Logger, audience ...live.Audience) otherServers {
	if bus == nil {
		return otherServers{run: func(context.Context) {}}
	}
	shared := live.NewShared(bus, log, audience...)
	delivery := prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "kibitz_bus_delivery_seconds", Help: "From the announcement of an event on another server to here, by the two servers' clocks.",
		Buckets: prometheus.ExponentialBuckets(0.0001, 2, 16)})
	shared.OnDelivery(func(took time.Duration) { delivery.Observe(took.Seconds()) })
	return otherServers{
		Listeners: game.Listeners{shared}, others: shared,
		metrics: []prometheus.Collector{delivery, busMetrics{shared}}, run: shared.Run,
	}
}

// busMetrics publishes what a Shared counts.
type busMetrics struct{ shared *live.Shared }

var (
	busUp       = prometheus.NewDesc("kibitz_bus_up", "1 while the other servers are heard.", nil, nil)
	busMessages = prometheus.NewDesc("kibitz_bus_messages_total", "Messages between servers.", []string{"what"}, nil)
	busRouses   = prometheus.NewDesc("kibitz_bus_rouses_total", "Times that all rooms looked into the log because messages may have been lost.", []string{"why"}, nil)
)

// Describe is for Prometheus.
func (m busMetrics) Describe(to chan<- *prometheus.Desc) {
	to <- busUp
	to <- busMessages
	to <- busRouses
}

// Collect is for Prometheus.
func (m busMetrics) Collect(to chan<- prometheus.Metric) {
	now, up := m.shared.Stats(), 0.0
	if now.Up {
		up = 1
	}
	to <- prometheus.MustNewConstMetric(busUp, prometheus.GaugeValue, up)
	for what, n := range map[string]int64{"sent": now.Sent, "heard": now.Heard, "dropped": now.Dropped, "unreadable": now.Unreadable} {
		to <- prometheus.MustNewConstMetric(busMessages, prometheus.CounterValue, float64(n), what)
	}
	for why, n := range now.Rouses {
		to <- prometheus.MustNewConstMetric(busRouses, prometheus.CounterValue, float64(n), string(why))
	}
}
