// Package webtest starts web servers for tests, and reads from them. It is for tests
// only.
//
// # Servers
//
// [NewMemory] makes a server whose games are in memory; [Serve] has one listen on a
// port. [NewBubble] makes one for testing/synctest: its connections are pipes, so that
// time passes only when nobody has anything to do, and a test of a minute takes none.
// [NewSite] is a server over a real Postgres, for what depends on that.
//
// A [Memory] begins with a game of two players, Ann (White, [AsAnn]) and Bob (Black,
// [AsBob]). An Example has no testing.TB: [ForExample] returns one.
//
// # Readers
//
// [Transports] are clients of a feed, one for each transport. [Follow] reads a whole
// game by one of them and reconnects with its cursor whenever the connection ends.
// [Peer] is a WebSocket that a test holds by hand.
package webtest
