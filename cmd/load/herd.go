package main

import (
	"slices"
	"sync"
	"time"

	"kibitz/game"
)

// The requests after an event are counted by 10 ms, for a second.
const (
	binWidth = 10 * time.Millisecond
	bins     = 100
)

// A herd counts when long pollers ask again after each event. It may be used from
// many goroutines.
type herd struct {
	mu    sync.Mutex
	after map[moment][]int // requests in each 10 ms since the event was asked for
}

// A moment is an event in a round.
type moment struct {
	round   *round
	version game.Version
}

// note counts a reader that is about to ask for what follows a version.
func (h *herd) note(in *round, v game.Version) {
	sent := in.sentAt(v)
	bin := int(time.Since(sent) / binWidth)
	if sent.IsZero() || bin >= bins {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.after[moment{in, v}] == nil {
		h.after[moment{in, v}] = make([]int, bins)
	}
	h.after[moment{in, v}][bin]++
}

// herdReport is what the results tell of a herd.
type herdReport struct {
	BinMS int `json:"binMs"`
	Moves int `json:"moves"`
	// Requests in the fullest 10 ms after one move: of the move that had the
	// fewest there, the median, the most.
	Peaks [3]int `json:"peaks"`
	// Requests in each 10 ms after the move whose peak is the median.
	Picture []int `json:"picture"`
}

// summary is nil if nobody asked again.
func (h *herd) summary() *herdReport {
	h.mu.Lock()
	defer h.mu.Unlock()
	var pictures [][]int
	for _, counts := range h.after {
		pictures = append(pictures, counts)
	}
	if len(pictures) == 0 {
		return nil
	}
	slices.SortFunc(pictures, func(a, b []int) int { return slices.Max(a) - slices.Max(b) })
	middle, last := pictures[len(pictures)/2], pictures[len(pictures)-1]
	end := bins
	for end > 1 && middle[end-1] == 0 {
		end--
	}
	return &herdReport{
		BinMS: int(binWidth.Milliseconds()), Moves: len(pictures), Picture: middle[:end],
		Peaks: [3]int{slices.Max(pictures[0]), slices.Max(middle), slices.Max(last)},
	}
}
