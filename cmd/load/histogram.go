package main

import (
	"math/bits"
	"sync/atomic"
	"time"
)

// A histogram counts durations in buckets that are 1/16 of their value wide, so
// percentiles are right to 6 %. It may be used from many goroutines.
type histogram struct {
	buckets [640]atomic.Int64
	count   atomic.Int64
	max     atomic.Int64 // µs
}

func (h *histogram) add(d time.Duration) {
	us := min(max(d.Microseconds(), 0), 1<<38)
	h.buckets[bucketOf(us)].Add(1)
	h.count.Add(1)
	for old := h.max.Load(); us > old && !h.max.CompareAndSwap(old, us); {
		old = h.max.Load()
	}
}

// bucketOf is the place of a value: values below 32 have a bucket each, above
// there are 16 for each power of two.
func bucketOf(us int64) int {
	shift := max(bits.Len64(uint64(us))-5, 0)
	return shift*16 + int(us>>shift)
}

// top is the greatest value of a bucket.
func top(bucket int) int64 {
	if bucket < 32 {
		return int64(bucket)
	}
	shift := bucket/16 - 1
	return int64(bucket%16+17)<<shift - 1
}

// percentile is a time that the share q of all does not exceed.
func (h *histogram) percentile(q float64) time.Duration {
	rank := int64(q*float64(h.count.Load())+0.999999) - 1
	for i := range h.buckets {
		if rank -= h.buckets[i].Load(); rank < 0 {
			return time.Duration(min(top(i), h.max.Load())) * time.Microsecond
		}
	}
	return time.Duration(h.max.Load()) * time.Microsecond
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
	p := percentiles{
		Count: h.count.Load(),
		P50:   ms(h.percentile(0.50)), P90: ms(h.percentile(0.90)), P99: ms(h.percentile(0.99)), Max: float64(h.max.Load()) / 1000,
	}
	for i := range h.buckets {
		if n := h.buckets[i].Load(); n > 0 {
			p.Buckets = append(p.Buckets, [2]float64{float64(top(i)) / 1000, float64(n)})
		}
	}
	return p
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
