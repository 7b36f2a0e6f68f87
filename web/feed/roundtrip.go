package feed

import (
	"encoding/binary"
	"sync/atomic"
	"time"
)

// A move is given back what the network took of its time, as far as the server
// has itself seen how long a round trip to the player takes: by the pings of a
// WebSocket, or as the system measured it on the connection of a POST.

// A roundTrip is the time to a client and back, as its pings show it. It may be
// used from many goroutines.
type roundTrip struct {
	ns   atomic.Int64
	ping atomic.Int64 // the one under way, 0 if none
}

// Weight of a new measurement: a single one that is out of line does not move
// the mean by much.
const newTrip = 0.25

// measured takes one measurement.
func (t *roundTrip) measured(d time.Duration) {
	if before := t.ns.Load(); before > 0 {
		d = time.Duration((1-newTrip)*float64(before) + newTrip*float64(d))
	}
	t.ns.Store(int64(d))
}

// get returns the mean, 0 before the first measurement.
func (t *roundTrip) get() time.Duration { return time.Duration(t.ns.Load()) }

// pinging is what a ping carries, so that its pong tells how long it took.
func (t *roundTrip) pinging() []byte {
	now := time.Now().UnixNano()
	t.ping.Store(now)
	return binary.BigEndian.AppendUint64(nil, uint64(now))
}

// ponged takes a pong. A client may send any at any time: only the first that
// answers the ping under way measures anything. One that is held back on purpose
// does measure more; what that can gain is bounded by the lag account.
func (t *roundTrip) ponged(data string) {
	if len(data) != 8 {
		return
	}
	sent := int64(binary.BigEndian.Uint64([]byte(data)))
	if sent != 0 && t.ping.CompareAndSwap(sent, 0) {
		t.measured(time.Since(time.Unix(0, sent)))
	}
}
