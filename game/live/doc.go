// Package live brings the events of games to whoever follows them.
//
// The log is in Postgres, a reader holds a cursor, and announcements only ring
// a bell. A [Hub] has a room for each game that somebody reads. A room keeps
// the newest events of its game, at most [game.MaxBehind], and a bell. An
// announcement adds its event to the room and rings; a reader who hears the
// bell asks what is after its cursor. So nothing is queued for a reader, a slow
// one costs the others nothing, and there is no switch from history to live.
//
// Announcements may come late, twice, out of order or never. A room takes one
// that is next in line, drops one it has, and for any other doubts itself: the
// next reader who asks makes it look into the log. Readers who ask together
// share one look. While they wait they hold a goroutine, and no connection to
// the database.
//
// Several servers are joined by a [Shared], which passes announcements on over a
// [Bus]: [Redis]. It makes no promise stronger than that of an announcement. When
// some may have been lost all rooms are roused, and read the log.
package live
