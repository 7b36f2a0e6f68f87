package feed

import (
	"strings"
	"testing"
	"time"
)

func TestRoundTripIsAMeanThatNoSinglePongMoves(t *testing.T) {
	var trip roundTrip
	if got := trip.get(); got != 0 {
		t.Errorf("before the first pong: got %v, want 0", got)
	}
	trip.measured(100 * time.Millisecond)
	if got := trip.get(); got != 100*time.Millisecond {
		t.Errorf("after the first pong: got %v, want 100 ms", got)
	}
	for range 20 {
		trip.measured(100 * time.Millisecond)
	}
	trip.measured(10 * time.Second)
	if got := trip.get(); got < 100*time.Millisecond || got > 3*time.Second {
		t.Errorf("got %v, want little more than 100 ms after one pong that was late", got)
	}
}

// A client may send any pong it likes.
func TestPongsThatAnswerNoPingMeasureNothing(t *testing.T) {
	var trip roundTrip
	old := string(trip.pinging())
	ping := string(trip.pinging())
	for _, data := range []string{"", "x", strings.Repeat("\xff", 8), "\x7f" + strings.Repeat("\xff", 7), strings.Repeat("\x00", 8), old} {
		trip.ponged(data)
		if got := trip.get(); got != 0 {
			t.Errorf("%q: got %v, want nothing measured", data, got)
		}
	}
	trip.ponged(ping)
	first := trip.get()
	trip.ponged(ping)
	if again := trip.get(); first == 0 || again != first {
		t.Errorf("the pong that was waited for measured %v, sent again %v", first, again)
	}
}
