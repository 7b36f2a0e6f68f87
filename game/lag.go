package game

import "time"

// A Lag is a side's lag account. The network's part of a move's time is given
// back as far as there is quota; each move adds to the quota, so that a bad
// connection is made up for and a dishonest one gains little.
//
// The numbers are those of the largest open chess site: a move adds
// min(1 s, E·2/5 + 15) hundredths of a second, with E the estimated seconds of
// a side's game; the quota begins with three times that and ends at seven.
type Lag struct {
	Last  time.Duration // of the last move, as far as it is believed
	Given time.Duration // back so far
	Quota time.Duration // left to give
}

const (
	lagBegin = 3
	lagCap   = 7
	// Beyond the round trip that the server has measured, this much is believed.
	lagTrust = 140 * time.Millisecond
	// Most that a flag waits for a move on its way.
	maxGrace = 2 * time.Second
)

// lagGain is what a move adds to the quota.
func lagGain(tc TimeControl) time.Duration {
	hundredths := int64(tc.estimate()/time.Second)*2/5 + 15
	return time.Duration(min(100, hundredths)) * 10 * time.Millisecond
}

func newLag(tc TimeControl) Lag { return Lag{Quota: lagBegin * lagGain(tc)} }

// give takes a move's lag from the quota, as far as it goes, and returns what
// the player gets back.
func (l *Lag) give(lag time.Duration, tc TimeControl) time.Duration {
	gain, back := lagGain(tc), l.back(lag)
	l.Last = lag
	l.Given += back
	l.Quota = min(lagCap*gain, l.Quota+gain-back)
	return back
}

// back is what a move with this lag gets back.
func (l Lag) back(lag time.Duration) time.Duration { return min(lag, l.Quota) }

// grace is how long the fall of a flag waits.
func (l Lag) grace() time.Duration { return min(l.Quota, maxGrace) }

// Timing is what is known of how long a move took, beyond when it came.
type Timing struct {
	Spent     time.Duration // by the player's own clock
	Told      bool          // whether the player's client told it
	RoundTrip time.Duration // to the player and back, as the server measured it
}

// lag is the network's part of the time a move took. A client may say anything,
// so it is believed up to what the server has seen itself, and never beyond all
// of that time: no move can win any.
func (t Timing) lag(elapsed time.Duration) time.Duration {
	if !t.Told {
		return 0
	}
	believed := max(0, t.RoundTrip) + lagTrust
	return max(0, min(elapsed-max(0, t.Spent), believed)).Truncate(time.Millisecond)
}
