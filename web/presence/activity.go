package presence

import "time"

// An activity is what somebody has done lately at a game, from which it follows whether
// they are there.
type activity struct {
	waiting  int       // open streams and held requests
	until    time.Time // they are there until then, at least
	last     time.Time // of the last request
	scripted bool      // they read all the time, so that silence means absence
}

// note takes a visit: waiting is 1 for one that begins, -1 for one that ends and counts
// until a time, 0 for one that needs no more than a moment.
func (a *activity) note(v Visit, waiting int, until time.Time) {
	if v.Script && !a.scripted {
		a.scripted, a.until = true, time.Time{}
	}
	a.last = time.Now()
	a.waiting = max(0, a.waiting+waiting)
	if waiting <= 0 && !a.scripted && v.You != "" {
		until = time.Now().Add(paperLease)
	}
	a.until = latest(a.until, until)
}

// reads reports whether they read, or did a moment ago.
func (a *activity) reads(now time.Time) bool { return a.waiting > 0 || now.Sub(a.last) < PollLease }

// there reports whether they are there.
func (a *activity) there(now time.Time) bool { return a.waiting > 0 || a.until.After(now) }
