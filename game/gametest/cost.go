package gametest

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

// A Bomb is input that is small for its sender but may be expensive for its reader.
type Bomb struct {
	Name string
	Most int                // size of the largest input that is read, in bytes
	Make func(n int) string // returns at most n bytes
	Read func(text string)
}

// What reading a bomb may allocate: a number of bytes for each of its own, and a
// constant. Plain reading stays far below: a copy or two, and a string for each word.
const (
	bombFactor = 22
	bombBase   = 128 << 10
)

// WantHarmless checks that the cost of each bomb, in memory and time, grows no faster
// than its size.
func WantHarmless(t *testing.T, bombs ...Bomb) {
	t.Helper()
	for _, b := range bombs {
		var harm string
		for range 3 { // others may be at work in the same process, and on the machine
			if harm = b.harm(t); harm == "" {
				break
			}
		}
		if harm != "" {
			t.Errorf("%s: %s", b.Name, harm)
		}
	}
}

// harm describes an excessive cost of a bomb, or returns "".
func (b *Bomb) harm(t *testing.T) string {
	t.Helper()
	text := b.Make(b.Most)
	if len(text) < b.Most/2 || len(text) > b.Most {
		t.Fatalf("%s has %d bytes, want up to %d", b.Name, len(text), b.Most)
	}
	bytes, took := Cost(func() { b.Read(text) })
	if most := bombFactor*len(text) + bombBase; bytes > most {
		return fmt.Sprintf("%d bytes take %d bytes of memory, want at most %d", len(text), bytes, most)
	}
	if took < 200*time.Millisecond {
		return "" // clocks are coarse and machines are busy
	}
	// Eight times the input may take forty times as long; quadratic reading takes 64
	// times as long.
	few := b.Make(b.Most / 8)
	if _, quick := Cost(func() { b.Read(few) }); took > 40*quick {
		return fmt.Sprintf("%d bytes take %v, %d take %v", len(few), quick, len(text), took)
	}
	return ""
}

// Cost returns the bytes that are allocated while do runs, and the time that it
// takes.
func Cost(do func()) (bytes int, took time.Duration) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began := time.Now()
	do()
	took = time.Since(began)
	runtime.ReadMemStats(&after)
	return int(after.TotalAlloc - before.TotalAlloc), took
}

// Repeated makes a bomb that repeats a unit.
func Repeated(head, unit, tail string) func(n int) string {
	return func(n int) string {
		return head + strings.Repeat(unit, max(0, (n-len(head)-len(tail))/len(unit))) + tail
	}
}

// Numbered makes a bomb of units that differ by the number in their format.
func Numbered(head, format, tail string) func(n int) string {
	return func(n int) string {
		var b strings.Builder
		b.WriteString(head)
		for i := 0; ; i++ {
			unit := fmt.Sprintf(format, i)
			if b.Len()+len(unit)+len(tail) > n {
				return b.String() + tail
			}
			b.WriteString(unit)
		}
	}
}
