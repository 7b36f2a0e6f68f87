package web

import (
	"errors"
	"strings"
	"testing"

	"kibitz/web/request"
	"kibitz/web/view"
)

// Whatever a page asks for, what is set stays within bounds.
func FuzzLabSettings(f *testing.F) {
	for _, s := range []string{"", "0", "0.1", "10", "10.0001", "-1", "NaN", "Inf", "1e300", "0x1p-2", "5000", "60", "٣"} {
		f.Add(s, s, s)
	}
	f.Fuzz(func(t *testing.T, rate, delay, seconds string) {
		given := request.Fields{"rate": rate, "delay": delay, "seconds": seconds}
		set, err := usualLab.with(given)
		if err != nil && !errors.Is(err, errBadLab) {
			t.Errorf("%q, %q: got %v, want errBadLab", rate, delay, err)
		}
		if !(set.Rate >= minLabRate && set.Rate <= maxLabRate) || set.Delay < 0 || set.Delay > maxLabDelay {
			t.Errorf("%q, %q: got %+v", rate, delay, set)
		}
		if d, err := faultTime(given); err == nil && (d < 0 || d > maxLabFault) {
			t.Errorf("%q: got %v", seconds, d)
		}
	})
}

func FuzzLoadResult(f *testing.F) {
	for _, s := range []string{"", "{}", `{"rows":[]}`, `{"rows":[{"transport":"SSE","spectators":1000,"p50ms":1.5}]}`, `{"rows":[{"p99ms":1e308}]}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		result, err := readLoadResult([]byte(text))
		if err != nil {
			return
		}
		if err := view.Lab(view.Frame{}, view.LabPage{Load: result}).Render(t.Context(), new(strings.Builder)); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	})
}

// The file of measurements, if there is one, can be read: the program would not
// start a page without.
func TestMeasurementsCanBeRead(t *testing.T) {
	if result := loadResult(); result != nil && (result.Date == "" || result.Machine == "") {
		t.Errorf("it is not said when and where was measured: %+v", result)
	}
}
