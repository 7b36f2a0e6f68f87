package lab

import (
	"runtime"
	sample "runtime/metrics"
	"time"

	"kibitz/web/feed"
)

// A Cost is what the whole server uses now, for the lab's page. What grows is
// told as it stands, so that each page can compare two looks of its own.
type Cost struct {
	At         int64          `json:"at"`
	Goroutines int            `json:"goroutines"`
	Readers    map[string]int `json:"readers"`        // open now, by transport
	Delivered  int64          `json:"delivered"`      // since the start: events and snapshots, to all readers
	Heap       uint64         `json:"heap"`           // bytes in use
	Stacks     uint64         `json:"stacks"`         // bytes that goroutines' stacks take
	CPU        float64        `json:"cpu,omitempty"`  // seconds since the start; 0 where the system does not tell
	Pool       *PoolUse       `json:"pool,omitempty"` // of connections to the database
}

// PoolUse is how many of the connections of a pool are in use.
type PoolUse struct {
	InUse int `json:"inUse"`
	Size  int `json:"size"`
}

// Names in runtime/metrics. Unlike runtime.ReadMemStats, reading them does not
// stop anybody's work.
const (
	heapMetric   = "/memory/classes/heap/objects:bytes"
	stacksMetric = "/memory/classes/heap/stacks:bytes"
)

// CostNow returns what the server uses now. pool tells how many connections to the
// database are in use, of how many; nil is for a server without.
func CostNow(feeds *feed.Server, pool func() (inUse, size int)) Cost {
	memory := []sample.Sample{{Name: heapMetric}, {Name: stacksMetric}}
	sample.Read(memory)
	cost := Cost{
		At: time.Now().UnixMilli(), Goroutines: runtime.NumGoroutine(),
		Heap: memory[0].Value.Uint64(), Stacks: memory[1].Value.Uint64(), CPU: processorTime().Seconds(),
	}
	cost.Readers, cost.Delivered = feeds.Count()
	if pool != nil {
		inUse, size := pool()
		cost.Pool = &PoolUse{inUse, size}
	}
	return cost
}
