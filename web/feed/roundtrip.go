package feed

import (
	"encoding/binary"
	"sync/atomic"
	"time"
)

// A player gets back the time that a move spent on the network, as far as the server has
// itself measured the round trip: by pings on a WebSocket, or as the system measured it
// for the connection of a POST.

// A roundTrip is the mean time of pings to a client and their answers. It may be used
// from many goroutines.
type roundTrip struct {
	ns   atomic.Int64
	ping atomic.Int64 // when the ping under way was sent, in Unix ns; 0 for none
}

// newTrip is the weight of a new measurement: a single outlier moves the mean little.
const newTrip = 0.25

// measured adds a measurement.
func (t *roundTrip) measured(d time.Duration) {
	if before := t.ns.Load(); before > 0 {
		d = time.Duration((1-newTrip)*float64(before) + newTrip*float64(d))
	}
	t.ns.Store(int64(d))
}

// get returns the mean, 0 before the first measurement.
func (t *roundTrip) get() time.Duration { return time.Duration(t.ns.Load()) }

// pinging returns the data for a ping, from which its pong tells how long it took.
func (t *roundTrip) pinging() []byte {
	now := time.Now().UnixNano()
	t.ping.Store(now)
	return binary.BigEndian.AppendUint64(nil, uint64(now))
}

// ponged takes the data of a pong. Clients may send any pong at any time: only the first
// that answers the ping under way is a measurement. A client may delay its pong on
// purpose; the lag account bounds what it can gain.
func (t *roundTrip) ponged(data string) {
	if len(data) != 8 {
		return
	}
	sent := int64(binary.BigEndian.Uint64([]byte(data)))
	if sent != 0 && t.ping.CompareAndSwap(sent, 0) {
		t.measured(time.Since(time.Unix(0, sent)))
	}
}
