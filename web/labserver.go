package web

import (
	"encoding/json"
	"net/http"
	"runtime"
	sample "runtime/metrics"
	"time"
)

// serverCost is what the whole server uses now, for the lab's page. What grows is
// told as it stands, so that each page can compare two looks of its own.
type serverCost struct {
	At         int64          `json:"at"`
	Goroutines int            `json:"goroutines"`
	Readers    map[string]int `json:"readers"`        // open now, by transport
	Delivered  int64          `json:"delivered"`      // since the start: events and snapshots, to all readers
	Heap       uint64         `json:"heap"`           // bytes in use
	Stacks     uint64         `json:"stacks"`         // bytes that goroutines' stacks take
	CPU        float64        `json:"cpu,omitempty"`  // seconds since the start; 0 where the system does not tell
	Pool       *poolUse       `json:"pool,omitempty"` // of connections to the database
}

type poolUse struct {
	InUse int `json:"inUse"`
	Size  int `json:"size"`
}

// Names in runtime/metrics. Unlike runtime.ReadMemStats, reading them does not
// stop anybody's work.
const (
	heapMetric   = "/memory/classes/heap/objects:bytes"
	stacksMetric = "/memory/classes/heap/stacks:bytes"
)

// tellServer is read by plain polling, on purpose: who can wait two seconds for a
// number needs nothing better.
func (s *Server) tellServer(w http.ResponseWriter, _ *http.Request) error {
	memory := []sample.Sample{{Name: heapMetric}, {Name: stacksMetric}}
	sample.Read(memory)
	cost := serverCost{
		At: time.Now().UnixMilli(), Goroutines: runtime.NumGoroutine(),
		Heap: memory[0].Value.Uint64(), Stacks: memory[1].Value.Uint64(), CPU: processorTime().Seconds(),
	}
	cost.Readers, cost.Delivered = s.feeds.Count()
	if s.Pool != nil {
		inUse, size := s.Pool()
		cost.Pool = &poolUse{inUse, size}
	}
	body, err := json.Marshal(cost)
	if err != nil {
		return err
	}
	writeJSON(w, http.StatusOK, body)
	return nil
}
