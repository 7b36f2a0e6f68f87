package lab

import "time"

// How many labs there may be. One that is idle makes room for another: for one of the same
// address, if that has as many as it may.
const (
	maxLabs        = 32
	labsPerAddress = 8
	// A lab ends after so long without a request.
	lifetime = 15 * time.Minute
	// Rest is how long without a request it takes until a lab's metronome rests, and the
	// lab may make room for another.
	Rest = 20 * time.Second
	// Bounds of the settings. All events that happen within the longest delay at the
	// highest rate have to fit into what a room of the hub keeps.
	minRate, maxRate = 0.1, 10 // moves a second
	maxDelay         = 5 * time.Second
	maxFault         = time.Minute
)
