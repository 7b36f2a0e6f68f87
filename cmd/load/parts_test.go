package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"kibitz/game"
)

func TestCheckerFindsWhatIsMissedDoubledOrReordered(t *testing.T) {
	snapshot := func(v game.Version) event { return event{version: v, snapshot: true} }
	for _, test := range []struct {
		name   string
		events []event
		want   []verdict
		lost   []game.Version // of versions up to 6
	}{
		{"in order", []event{{version: 3}, {version: 4}, {version: 5}, {version: 6}}, []verdict{expected, expected, expected, expected}, nil},
		{"a hole", []event{{version: 3}, {version: 6}}, []verdict{expected, missed}, []game.Version{4, 5}},
		{"twice", []event{{version: 3}, {version: 3}}, []verdict{expected, doubled}, []game.Version{4, 5, 6}},
		{"swapped", []event{{version: 4}, {version: 3}, {version: 5}, {version: 6}}, []verdict{missed, reordered, expected, expected}, nil},
		{"swapped and twice", []event{{version: 4}, {version: 3}, {version: 3}, {version: 6}}, []verdict{missed, reordered, doubled, missed}, []game.Version{5}},
		{"before the cursor", []event{{version: 1}}, []verdict{doubled}, []game.Version{3, 4, 5, 6}},
		{"a snapshot for many", []event{snapshot(80)}, []verdict{jumped}, nil},
		{"a snapshot for few", []event{snapshot(6)}, []verdict{missed}, []game.Version{3, 4, 5}},
	} {
		c := checker{at: beginning}
		for i, e := range test.events {
			if got := c.take(e); got != test.want[i] {
				t.Errorf("%s: event %d: got %q, want %q", test.name, i, got, test.want[i])
			}
		}
		if got := c.lost(6); !slices.Equal(got, test.lost) {
			t.Errorf("%s: lost %v, want %v", test.name, got, test.lost)
		}
	}
}

func TestPercentilesAreRightToSixPercent(t *testing.T) {
	var h histogram
	for us := range 100_000 {
		h.add(time.Duration(us+1) * time.Microsecond)
	}
	for _, test := range []struct{ q, want float64 }{{0.5, 50}, {0.9, 90}, {0.99, 99}, {1, 100}} {
		if got := ms(h.percentile(test.q)); got < test.want*0.999 || got > test.want*1.07 {
			t.Errorf("percentile %g: got %g ms, want %g", test.q, got, test.want)
		}
	}
	if got := h.summary(); got.Count != 100_000 || got.Max != 100 || got.Buckets[0] != [2]float64{0.001, 1} {
		t.Errorf("got %d values up to %g ms, first %v", got.Count, got.Max, got.Buckets[0])
	}
}

// The results of runs are compared with earlier ones, so their buckets stay the
// same: below 32 µs one for each value, above 16 for each power of two.
func TestBucketsFollowOneAnother(t *testing.T) {
	var h histogram
	want, width := [][2]float64{}, int64(1)
	for us := int64(0); len(want) < 550; us += width {
		if us >= 32*width {
			width *= 2
		}
		h.add(time.Duration(us) * time.Microsecond)         // the least value of a bucket
		h.add(time.Duration(us+width-1) * time.Microsecond) // and the greatest
		want = append(want, [2]float64{float64(us+width-1) / 1000, 2})
	}
	got := h.summary().Buckets
	if len(got) != len(want) {
		t.Fatalf("%d buckets, want %d", len(got), len(want))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("bucket %d: up to %g ms are %g, want %g and %g", i, got[i][0], got[i][1], want[i][0], want[i][1])
		}
	}
	if got := (&histogram{}).percentile(0.5); got != 0 {
		t.Errorf("of nothing: got %v, want 0", got)
	}
	if got := (&histogram{}).summary(); got.Count != 0 || got.Max != 0 || got.Buckets != nil {
		t.Errorf("of nothing: got %+v", got)
	}
	var long histogram
	long.add(1000 * time.Hour)
	if got := long.summary(); got.Count != 1 || got.P50 != longest/1000. {
		t.Errorf("of 1000 h: got %+v", got)
	}
}

func TestHerdShowsTheMoveOfMedianPeak(t *testing.T) {
	h := herd{after: map[moment][]int{}}
	for i, peak := range []int{30, 10, 20} {
		counts := make([]int, bins)
		counts[3], counts[5] = peak, 1
		h.after[moment{nil, game.Version(i)}] = counts
	}
	got := h.summary()
	if got.Moves != 3 || got.Peaks != [3]int{10, 20, 30} || !slices.Equal(got.Picture, []int{0, 0, 0, 20, 0, 1}) {
		t.Errorf("got %+v", got)
	}
}

func TestServerTellsWhatItUses(t *testing.T) {
	got := parseMetrics(strings.NewReader("# HELP go_goroutines n\ngo_goroutines 17\nprocess_cpu_seconds_total 1.25\nprocess_resident_memory_bytes 2.5e+07\n"))
	if want := (sample{CPU: 1.25, RSS: 2.5e7, Goroutines: 17}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	cpu, rss := parseStat("42 (a) (b) S 1 42 42 0 -1 4194560 100 0 0 0 150 50 0 0 20 0 9 0 100 1000000 256 18446744073709551615\n")
	if cpu != 2 || rss < 256*4096 {
		t.Errorf("got %g s and %g bytes, want 2 and 256 pages", cpu, rss)
	}
}
