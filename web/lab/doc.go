// Package lab is the server's side of the lab, which shows what a transport does on a
// game that nobody plays: a metronome makes its moves, for one visitor, in memory only.
//
// The readers of that game are served by web/feed, as those of any other; what a
// visitor breaks there breaks nowhere else. [Labs] may be used from many goroutines.
package lab
