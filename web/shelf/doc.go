// Package shelf reads a game once for all requests that arrive at the same time, and
// caches the result: current games ([Shelf]) and their bytes for spectators
// ([Encodings]).
//
// No answer is older than its question: a request that arrives during a reading gets
// the next one ([Shared]). Everything may be used from many goroutines.
package shelf
