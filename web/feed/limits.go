package feed

import (
	"cmp"
	"time"
)

// Limits are what an operator may set. 0 is the default.
type Limits struct {
	Readers           int // most that may wait at once
	ReadersPerAddress int // most of them from one address
}

// withDefaults returns the limits with the default in the place of 0.
func (l Limits) withDefaults() Limits {
	return Limits{
		Readers:           cmp.Or(l.Readers, DefaultReaders),
		ReadersPerAddress: cmp.Or(l.ReadersPerAddress, DefaultReadersPerAddress),
	}
}

// How many readers may wait for events. More are asked to come back later, when another
// server may admit them. Writing one event to all readers of an address has to take much
// less time than a move may.
const (
	DefaultReaders           = 20_000
	DefaultReadersPerAddress = 2_000 // ten for each player of a school
	// Boards that the readers of one address may follow together: enough for a whole
	// school on the longest /watch. Each board may take one more room of the hub.
	boardsPerAddress = 16_000
	// MaxBoards is how many boards one stream carries, and the list of live games shows.
	MaxBoards = 64
)

const (
	// So many commands may come over one WebSocket in so much time; more close it.
	maxCommands   = 20
	commandWindow = 5 * time.Second

	maxFrame     = 4 << 10          // bytes of a frame from a WebSocket client
	writeTimeout = 10 * time.Second // for one write to a client
	silence      = 40 * time.Second // after which a WebSocket client that sends nothing is gone

	// How long a long poll may be held, in seconds.
	shortestWait, longestWait = 1, 55
)
