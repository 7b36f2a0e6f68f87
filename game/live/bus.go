package live

import (
	"context"
	"hash/fnv"

	"kibitz/game"
)

// Channels is how many channels a Bus has. All messages about a game use one
// channel, so that a cluster can distribute the games.
const Channels = 16

// A Bus carries letters from each server to all. It may lose them, because the log
// has everything that must arrive. Its methods may be called from many goroutines.
type Bus interface {
	// Publish sends letters to all listeners, including this server. The letters of
	// one channel arrive in order. After an error some may have been sent.
	Publish(ctx context.Context, letters []Letter) error
	// Listen passes to ear what it hears, until ctx ends. It reconnects by itself when
	// contact is lost.
	Listen(ctx context.Context, ear Ear)
}

// A Letter is a message on its way, for a channel from 0 to Channels-1.
type Letter struct {
	Channel int
	Data    []byte
}

// An Ear receives what a Bus hears, one call at a time for each channel. Its methods
// must return quickly.
type Ear interface {
	// Joined reports that the channel is heard from now on.
	Joined(channel int)
	// Heard delivers a letter.
	Heard(l Letter)
	// Lost reports why a channel is no longer heard, until it is joined again.
	Lost(channel int, why error)
}

// channelOf returns the channel of a game.
func channelOf(id game.ID) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id)) // never fails
	return int(h.Sum32() % Channels)
}
