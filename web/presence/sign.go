package presence

import "time"

// A sign is the life that somebody shows.
type sign struct {
	waiting  int       // streams and held requests
	until    time.Time // there at least until then
	last     time.Time // something came
	scripted bool      // reads all the time, so that silence says something
}

// note takes one sign: who begins to wait, has waited until a time, or was there.
func (s *sign) note(v Visit, waiting int, until time.Time) {
	if v.Script && !s.scripted {
		s.scripted, s.until = true, time.Time{}
	}
	s.last = time.Now()
	s.waiting = max(0, s.waiting+waiting)
	if waiting <= 0 && !s.scripted && v.You != "" {
		until = time.Now().Add(paperLease)
	}
	s.until = latest(s.until, until)
}

// reads reports whether somebody reads, or did a moment ago.
func (s *sign) reads(now time.Time) bool { return s.waiting > 0 || now.Sub(s.last) < PollLease }

func (s *sign) there(now time.Time) bool { return s.waiting > 0 || s.until.After(now) }
