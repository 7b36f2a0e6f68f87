package game

import "time"

// A Lag is a side's lag account. The network's part of a move's time is given back
// as far as the quota allows. Each move adds to the quota, so that a bad connection
// is compensated for and a dishonest client gains little.
//
// The numbers are those of the largest open chess site: a move adds min(1 s, E·2/5 +
// 15) hundredths of a second, where E is the estimated seconds of a side's game. The
// quota starts at three times that and is capped at seven times.
type Lag struct {
	Last  time.Duration // of the last move, as far as trusted
	Given time.Duration // given back so far
	Quota time.Duration // left to give back
}

const (
	lagBegin = 3
	lagCap   = 7
	// Claimed lag is trusted up to this much beyond the measured round trip.
	lagTrust = 140 * time.Millisecond
	// The longest that a flag waits for a move in transit.
	maxGrace = 2 * time.Second
)

// lagGain returns what a move adds to the quota.
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

// back returns what a move with this lag gets back.
func (l Lag) back(lag time.Duration) time.Duration { return min(lag, l.Quota) }

// grace returns how long the fall of a flag is delayed.
func (l Lag) grace() time.Duration { return min(l.Quota, maxGrace) }

// Timing is what is known about the time a move took, besides when it arrived.
type Timing struct {
	Spent     time.Duration // by the player's own clock
	Told      bool          // whether the player's client told it
	RoundTrip time.Duration // to the player and back, as the server measured it
}

// lag returns the network's part of the time a move took. A client may claim
// anything, so it is trusted only up to what the server has measured itself, and
// never for more than the whole time: no move can gain time.
func (t Timing) lag(elapsed time.Duration) time.Duration {
	if !t.Told {
		return 0
	}
	believed := max(0, t.RoundTrip) + lagTrust
	return max(0, min(elapsed-max(0, t.Spent), believed)).Truncate(time.Millisecond)
}
