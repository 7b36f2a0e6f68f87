package view

import (
	"testing"
	"time"
)

// The script writes times the same way; a browser test compares the two.
func TestClockText(t *testing.T) {
	for left, want := range map[time.Duration]string{
		0: "00:00.0", 99 * time.Millisecond: "00:00.0", 9999 * time.Millisecond: "00:09.9", 10 * time.Second: "00:10",
		59_999 * time.Millisecond: "00:59", 3 * time.Minute: "03:00", time.Hour: "1:00:00",
		3*time.Hour + 25*time.Minute + 7*time.Second: "3:25:07",
	} {
		if got := clockText(left); got != want {
			t.Errorf("%v: got %s, want %s", left, got, want)
		}
	}
}

func TestAnUnknownTimeControlIsTheUsualOneInTheForm(t *testing.T) {
	for sent, want := range map[string]string{"": "600+5", "180+2": "180+2", "none": "none", "custom": "custom", "7+7": "600+5"} {
		if got := (HomePage{Control: sent}).chosenControl(); got != want {
			t.Errorf("%q: got %q, want %q", sent, got, want)
		}
	}
}
