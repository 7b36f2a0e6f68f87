package web

import (
	"errors"
	"strings"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/web/request"
)

func TestTimeControlIsReadInEveryFormItIsSentIn(t *testing.T) {
	tc := func(initial, increment time.Duration) game.TimeControl {
		return game.TimeControl{Initial: initial, Increment: increment}
	}
	for _, c := range []struct {
		sent string
		want game.TimeControl
		bad  bool
	}{
		{"", tc(0, 0), false},
		{"initial=0 increment=0", tc(0, 0), false},
		{"initial=300 increment=3", tc(5*time.Minute, 3*time.Second), false},
		{"initial=60", tc(time.Minute, 0), false},
		{"increment=5", tc(0, 5*time.Second), false},
		{"initial=10800 increment=180", tc(3*time.Hour, 3*time.Minute), false},
		{"control=none initial=300", tc(0, 0), false},
		{"control=300+3", tc(5*time.Minute, 3*time.Second), false},
		{"control=custom minutes=0.5 increment=1", tc(30*time.Second, time.Second), false},
		{"control=custom minutes=1,5", tc(90*time.Second, 0), false},
		{"control=custom increment=1", tc(0, time.Second), false},
		{"initial=10801", tc(0, 0), true},
		{"increment=181", tc(0, 0), true},
		{"initial=-1", tc(0, 0), true},
		{"initial=1.5", tc(0, 0), true},
		{"initial=five", tc(0, 0), true},
		{"initial=99999999999999999999", tc(0, 0), true},
		{"control=fast", tc(0, 0), true},
		{"control=+", tc(0, 0), false},
		{"control=custom minutes=NaN", tc(0, 0), true},
		{"control=custom minutes=1e9", tc(0, 0), true},
		{"control=custom minutes=-1", tc(0, 0), true},
	} {
		f := request.Fields{}
		for _, field := range strings.Fields(c.sent) {
			name, value, _ := strings.Cut(field, "=")
			f[name] = value
		}
		got, err := setupFrom(f)
		if errors.Is(err, game.ErrBadControl) != c.bad || (err != nil) != c.bad || (!c.bad && got.Control != c.want) {
			t.Errorf("%s: got %v, %v; want %v, an error: %t", c.sent, got.Control, err, c.want, c.bad)
		}
	}
}
