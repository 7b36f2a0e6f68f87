package live

import (
	"context"
	"hash/fnv"

	"kibitz/game"
)

// Channels is how many channels a Bus has. All of a game goes over one, so that
// a cluster can share the games out.
const Channels = 16

// A Bus carries letters from each server to all. It may lose them: what has to
// arrive is in the log. Its methods may be called from many goroutines.
type Bus interface {
	// Publish sends letters to all who listen, this server included. Those of one
	// channel arrive in their order. After an error some may have been sent.
	Publish(ctx context.Context, letters []Letter) error
	// Listen tells ear what it hears, until ctx ends. Contact that is lost it makes
	// again by itself.
	Listen(ctx context.Context, ear Ear)
}

// A Letter is a message on its way, for a channel from 0 to Channels-1.
type Letter struct {
	Channel int
	Data    []byte
}

// An Ear is told by a Bus what it hears, of one channel one thing at a time. Its
// methods return soon.
type Ear interface {
	// Joined says that from now on the channel is heard.
	Joined(channel int)
	// Heard gives a letter.
	Heard(l Letter)
	// Lost says why a channel is not heard any more, until it is joined again.
	Lost(channel int, why error)
}

// channelOf returns the channel of a game.
func channelOf(id game.ID) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id)) // never fails
	return int(h.Sum32() % Channels)
}
