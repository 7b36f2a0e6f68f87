// Package feed serves feeds: it brings what happens to readers, in order and each
// once, by whichever transport a request asks for.
//
// # Usage
//
// A [Source] is where one reader's messages come from: the events of a [Game], those
// of several [Boards], or the lobby's [SeekLists]. It holds the cursor.
// [Server.Serve] picks the transport from the request ([TransportOf]) and sends what
// the source has: polling, long polling, Server-Sent Events, NDJSON or WebSocket. All
// of them read the same source and differ only in how the bytes travel, so a reader
// may change the transport and go on with its cursor.
//
// # What a reader may expect
//
// A reader that waits holds a goroutine and its connection, and nothing of the
// database. One that does not take what is written to it in time is cut, holds up
// nobody, and comes back with its cursor. Every end of a reader is counted by its
// reason.
//
// # Concurrency
//
// A [Server] may be used from many goroutines; a source belongs to one.
package feed
