// Package wire is the contract with whoever reads Kibitz from outside: the JSON of
// events, snapshots, presence, seeks and lists, as docs/protocol.md has it. By
// whatever transport a reader gets them, the bytes are these.
//
// It is made from values of package game, which knows nothing of it. What is kept,
// and what servers tell each other, has forms of its own elsewhere, so that each of
// the three can change without the others.
//
// # Once for all
//
// What many readers get is encoded once, however many there are: an [Event] has an
// [Encoding] for its spectators and one for its players, a [SeekList] has one for
// everybody. They may be used from many goroutines. Their bytes are shared: do not
// change them.
package wire
