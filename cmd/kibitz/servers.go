package main

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"kibitz/game"
	"kibitz/game/live"
	"kibitz/web/presence"
)

// A union is this server's tie to the others, if there are any.
type union struct {
	game.Announcer // of what happens here
	others         presence.Others
	metrics        []prometheus.Collector
	start          func(context.Context) (stop func())
}

// findBus returns a bus over the Redis at an address; nil if there is none.
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

// An audience is all of this server that hears what happens, here and elsewhere.
type audience struct {
	*live.Lobby // which passes on to the hub
	hub         *live.Hub
}

// Rouse rouses both.
func (a audience) Rouse() {
	a.hub.Rouse()
	a.Lobby.Rouse()
}

// join ties a hub, and the lobby before it, to those of the other servers over a
// bus; nil is for a server that is alone.
func join(bus *live.Redis, log *slog.Logger, hub *live.Hub, lobby *live.Lobby) union {
	if bus == nil {
		return union{Announcer: lobby, start: func(context.Context) func() { return func() {} }}
	}
	shared := live.NewShared(bus, log, audience{lobby, hub})
	delivery := prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: "kibitz_bus_delivery_seconds", Help: "From the announcement of an event on another server to here, by the two servers' clocks.",
		Buckets: prometheus.ExponentialBuckets(0.0001, 2, 16)})
	shared.OnDelivery(func(took time.Duration) { delivery.Observe(took.Seconds()) })
	return union{
		Announcer: shared, others: shared, metrics: []prometheus.Collector{delivery, busMetrics{shared}},
		start: func(ctx context.Context) func() {
			ctx, cancel := context.WithCancel(context.WithoutCancel(ctx)) // as long as moves are made
			var running sync.WaitGroup
			running.Go(func() { shared.Run(ctx) })
			return func() { cancel(); running.Wait() }
		},
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
