// Package presence knows who is at which game, here and on other servers.
//
// Who is there is known from who reads: a stream or a held request is somebody, and
// who polls or loads pages is there for a while after. It is kept in memory, bounded,
// and asks the database nothing. A [Presence] may be used from many goroutines.
package presence
