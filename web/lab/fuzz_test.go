package lab

import (
	"errors"
	"testing"

	"kibitz/web/request"
)

// Whatever a page asks for, what is set stays within bounds.
func FuzzLabSettings(f *testing.F) {
	for _, s := range []string{"", "0", "0.1", "10", "10.0001", "-1", "NaN", "Inf", "1e300", "0x1p-2", "5000", "60", "٣"} {
		f.Add(s, s, s)
	}
	f.Fuzz(func(t *testing.T, rate, delay, seconds string) {
		given := request.Fields{"rate": rate, "delay": delay, "seconds": seconds}
		set, err := usual.with(given)
		if err != nil && !errors.Is(err, ErrBad) {
			t.Errorf("%q, %q: got %v, want errBadLab", rate, delay, err)
		}
		if !(set.Rate >= minRate && set.Rate <= maxRate) || set.Delay < 0 || set.Delay > maxDelay {
			t.Errorf("%q, %q: got %+v", rate, delay, set)
		}
		if d, err := faultTime(given); err == nil && (d < 0 || d > maxFault) {
			t.Errorf("%q: got %v", seconds, d)
		}
	})
}
