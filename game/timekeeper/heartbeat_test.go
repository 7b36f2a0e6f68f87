package timekeeper_test

import (
	"testing"
	"time"

	"kibitz/game/timekeeper"
)

func TestHeartbeatsFollowEachOther(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.March, 14, 16, 0, 0, 0, time.UTC)
	in := func(d time.Duration) time.Time { return at.Add(d) }
	for name, test := range map[string]struct {
		noted, own, clock time.Time
		want              time.Time
		lost              time.Duration
	}{
		"a second later":                               {noted: at, own: in(time.Second), clock: in(time.Second), want: in(time.Second)},
		"nobody was there":                             {noted: at, own: in(13 * time.Second), clock: in(13 * time.Second), want: in(13 * time.Second), lost: 13 * time.Second},
		"the database's clock steps forward":           {noted: at, own: in(time.Second), clock: in(time.Hour), want: in(time.Second + 10*time.Millisecond)},
		"and back":                                     {noted: at, own: in(time.Second), clock: in(-time.Hour), want: in(time.Second)},
		"back, and nobody was there":                   {noted: at, own: in(9 * time.Second), clock: in(-time.Hour), want: in(9 * time.Second), lost: 9 * time.Second},
		"another server is ahead":                      {noted: at, own: in(-5 * time.Second), clock: at, want: at},
		"a server starts beside others":                {noted: at, clock: in(700 * time.Millisecond), want: in(700 * time.Millisecond)},
		"a server starts after all others":             {noted: at, clock: in(time.Minute), want: in(time.Minute), lost: time.Minute},
		"whose database's clock was behind":            {noted: in(-time.Hour), clock: in(-time.Hour + time.Minute), want: in(time.Minute), lost: time.Minute},
		"whose database's clock was ahead":             {noted: in(time.Hour), clock: in(time.Hour + time.Minute), want: in(time.Hour + time.Minute), lost: time.Hour + time.Minute},
		"whose database's clock was set back":          {noted: at, clock: in(-time.Hour), want: at},
		"after a server of an older version":           {clock: in(time.Second), want: in(time.Second)},
		"after one of an older version, much later":    {clock: in(time.Minute), want: in(time.Minute), lost: time.Minute},
		"as late as it may be and be no outage":        {noted: at, own: in(timekeeper.OutageAfter), clock: at, want: in(timekeeper.OutageAfter)},
		"with a time that the log cannot keep exactly": {noted: at, own: in(time.Second + 1234), clock: at, want: in(time.Second)},
	} {
		next, lost := timekeeper.Heartbeat{At: at, Noted: test.noted, By: "one"}.Next("two", test.own, test.clock)
		if !next.At.Equal(test.want) || !next.Noted.Equal(test.clock) || next.By != "two" {
			t.Errorf("%s: got %+v, want %v", name, next, test.want)
		}
		switch {
		case lost == nil && test.lost != 0, lost != nil && (!lost.Since.Equal(at) || lost.Until.Sub(lost.Since) != test.lost):
			t.Errorf("%s: got outage %v, want one of %v", name, lost, test.lost)
		}
	}
}
