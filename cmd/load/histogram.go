package main

import (
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// The longest time that a histogram tells apart, in microseconds: 76 hours.
const longest = 1 << 38

// A histogram counts durations. Its percentiles are right to 6 %, because its
// buckets are at most 1/16 of their value wide. The zero value is empty; it may be
// used from many goroutines.
type histogram struct {
	mu  sync.Mutex
	hdr *hdrhistogram.Histogram // of µs; nil while it is empty
	max int64                   // µs, exactly
}

func (h *histogram) add(d time.Duration) {
	us := min(max(d.Microseconds(), 0), longest)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.hdr == nil {
		h.hdr = hdrhistogram.New(1, longest, 1)
	}
	_ = h.hdr.RecordValue(us) // which fails only beyond longest
	h.max = max(h.max, us)
}

// percentile returns a time that the share q of all does not exceed; 0 of an empty
// histogram.
func (h *histogram) percentile(q float64) time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.hdr == nil {
		return 0
	}
	return time.Duration(min(h.hdr.ValueAtPercentile(100*q), h.max)) * time.Microsecond
}

// percentiles are what the results tell of a histogram, in milliseconds.
type percentiles struct {
	Count int64   `json:"count"`
	P50   float64 `json:"p50"`
	P90   float64 `json:"p90"`
	P99   float64 `json:"p99"`
	Max   float64 `json:"max"`
	// Pairs: up to so many milliseconds, so many; empty buckets are left out.
	Buckets [][2]float64 `json:"buckets,omitempty"`
}

func (h *histogram) summary() percentiles {
	p := percentiles{P50: ms(h.percentile(0.50)), P90: ms(h.percentile(0.90)), P99: ms(h.percentile(0.99))}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.hdr == nil {
		return p
	}
	p.Count, p.Max = h.hdr.TotalCount(), float64(h.max)/1000
	for _, bar := range h.hdr.Distribution() {
		if bar.Count > 0 {
			p.Buckets = append(p.Buckets, [2]float64{float64(bar.To) / 1000, float64(bar.Count)})
		}
	}
	return p
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
