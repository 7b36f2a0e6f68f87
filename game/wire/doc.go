// Package wire is the contract with Kibitz's clients: the JSON of events, snapshots,
// presence, seeks and lists, as described in docs/protocol.md. The bytes are the
// same on every transport.
//
// It encodes values of package game, which knows nothing of it. The formats of
// storage and of the messages between servers are defined elsewhere, so that each of
// the three can change without the others.
//
// # Once for all
//
// Data for many readers is encoded only once: an [Event] has an [Encoding] for its
// spectators and one for its players, a [SeekList] has one for everybody. They may
// be used from many goroutines. Their bytes are shared: do not change them.
package wire
