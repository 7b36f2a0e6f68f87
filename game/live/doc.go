// Package live brings the events of games to whoever follows them.
//
// The log is in Postgres, a reader holds a cursor, and announcements only ring
// a bell. A [Hub] has a room for each game that somebody reads. A room keeps
// the newest events of its game, at most [game.MaxBehind], and knows who follows
// it. An announcement adds its event to the room and wakes the followers, who ask
// what is after their cursors. So nothing is queued for a reader, a slow one costs
// the others nothing, and there is no switch from history to live.
//
// # Followers
//
// [Hub.Follow] enters the rooms of one or more games, once for as long as a reader
// stays. A follower has one place to wait, and a queue of the rooms that have
// rung since it last looked into them: an event costs a follower the same whether
// it follows one game or 64.
//
// # What may go wrong
//
// Announcements may come late, twice, out of order or never. A room takes one
// that is next in line, drops one it has, and for any other doubts itself: the
// next reader who asks makes it look into the log. Readers who ask together
// share one look. While they wait they hold a goroutine, and no connection to
// the database.
//
// # More than one server
//
// Several servers are joined by a [Shared], which sends what is kept on one to the
// others over a [Bus]: [Redis]. It makes no promise stronger than that of an
// announcement. When some may have been lost all rooms are roused, and read the
// log.
package live
