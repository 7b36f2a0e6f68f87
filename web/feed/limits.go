package feed

import (
	"cmp"
	"time"
)

// Limits are what an operator may set. 0 is the default.
type Limits struct {
	Readers           int // that may wait at once
	ReadersPerAddress int // and of these, from one address
}

// withDefaults returns the limits that hold.
func (l Limits) withDefaults() Limits {
	return Limits{
		Readers:           cmp.Or(l.Readers, DefaultReaders),
		ReadersPerAddress: cmp.Or(l.ReadersPerAddress, DefaultReadersPerAddress),
	}
}

// Readers that wait for events. More are asked to come back later, when another
// server may take them. Writing one event to all readers of an address has to take
// much less time than a move may.
const (
	DefaultReaders           = 20_000
	DefaultReadersPerAddress = 2_000 // ten for each player of a school
	// Boards that the readers of one address follow together: /watch, as long as it
	// can get, for all of a school. Each board may be one more room in memory.
	boardsPerAddress = 16_000
	// Boards that one stream carries, and that the list of live games shows.
	MaxBoards = 64
)

const (
	// Commands over one WebSocket in a time; more close it.
	maxCommands   = 20
	commandWindow = 5 * time.Second

	maxFrame     = 4 << 10          // bytes of a WebSocket's frame
	writeTimeout = 10 * time.Second // to take one write of a stream
	silence      = 40 * time.Second // to answer a ping of a WebSocket

	// Seconds that a long poll may be held.
	shortestWait, longestWait = 1, 55
)
