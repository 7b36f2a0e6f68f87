// Package live brings the events of games to their readers.
//
// The log is in Postgres, a reader holds a cursor, and announcements only wake
// readers. A [Hub] has a room for each game that somebody reads. A room keeps the
// newest events of its game, at most [game.MaxBehind], and knows its followers. An
// announcement adds its event to the room and wakes the followers, who ask for the
// events after their cursors. So nothing is queued for a reader, a slow reader costs
// the others nothing, and there is no switch from history to live.
//
// # Followers
//
// [Hub.Follow] enters the rooms of one or more games once, for as long as a reader
// stays. A follower waits in one place, and has a queue of the rooms that have rung
// since it last looked into them. So an event costs a follower the same whether it
// follows one game or 64.
//
// # What may go wrong
//
// Announcements may come late, twice, out of order or never. A room accepts one that
// is next in line and drops one that it already has. Any other makes the room doubt
// itself, and the next reader makes it look into the log. Concurrent readers share
// one look. While they wait, they hold a goroutine but no database connection.
//
// # More than one server
//
// A [Shared] joins several servers. It sends the changes made on one to the others
// over a [Bus]: [Redis]. It promises no more than an announcement does. When some
// may have been lost, it rouses all rooms, and they read the log.
package live
