package web

import (
	"strings"
	"testing"

	"kibitz/web/view"
)

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

// The file of measurements, if present, can be read; otherwise the lab's page would
// panic.
func TestMeasurementsCanBeRead(t *testing.T) {
	if result := loadResult(); result != nil && (result.Date == "" || result.Machine == "") {
		t.Errorf("it is not said when and where was measured: %+v", result)
	}
}
