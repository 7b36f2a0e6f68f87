// Package shelf reads games once for all who ask at the same time, and keeps what it
// has read: games as they stand ([Shelf]) and their bytes for spectators ([Encodings]).
//
// No answer is older than its question: [Shared] begins a new reading for whoever comes
// while one is under way. Everything may be used from many goroutines.
package shelf
