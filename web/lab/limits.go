package lab

import "time"

// The lab. One that nobody reads any more makes room for another: of the same
// address, if that has as many as it may.
const (
	maxLabs        = 32
	labsPerAddress = 8
	// A lab that nobody has asked anything for so long is forgotten.
	lifetime = 15 * time.Minute
	// Rest is after how long without a request a lab's metronome rests, and the lab may
	// make room for another.
	Rest = 20 * time.Second
	// What can be set. A round of the lab's events at the highest rate and the
	// longest delay has to fit into what a room of the hub keeps.
	minRate, maxRate = 0.1, 10 // moves a second
	maxDelay         = 5 * time.Second
	maxFault         = time.Minute
)
