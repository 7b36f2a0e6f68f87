package main

import (
	"context"
	"time"
)

// A measurement has the state before the first move, with which that at the end is
// compared.
type measurement struct {
	bench  *bench
	at     time.Time
	own    time.Duration
	server sample
	load   float64
}

// begin begins to measure; connecting does not count.
func (b *bench) begin(ctx context.Context) measurement {
	m := measurement{bench: b, load: loadAverage(), server: b.sample(ctx)}
	for _, t := range b.tallies {
		t.before = t.now()
	}
	m.at, m.own = time.Now(), ownCPU()
	return m
}

// end is called once all readers have the last event.
func (m measurement) end(ctx context.Context) runReport {
	took, own := time.Since(m.at), ownCPU()-m.own
	var all flow
	for _, t := range m.bench.tallies {
		t.measured = t.now().less(t.before)
		all = all.plus(t.measured)
	}
	now := m.bench.sample(ctx)
	one := runReport{
		Date:    time.Now().UTC().Truncate(time.Second),
		Seconds: took.Seconds(), LoadAverage: [2]float64{m.load, loadAverage()},
		LoadCPU: own.Seconds(),
		Server:  serverReport{RSS: now.RSS, Goroutines: now.Goroutines},
	}
	if m.server.CPU > 0 {
		one.Server.CPU = now.CPU - m.server.CPU
		one.Server.CPUPerUpdate = each(one.Server.CPU*1e6, all.Delivered)
	}
	return one
}

// each divides a sum by n; 0 of nothing.
func each(sum float64, n int64) float64 {
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}
