package store

import (
	"context"
	"errors"
	"slices"
	"time"

	"kibitz/game"
)

// What delayed spectators see: game.Visible, as SQL. $3 is the time as of which
// they see the game.
const visible = `game_id = $1 and version > $2 and (at <= $3
	or exists (select from games where id = $1 and status = 'over')
	or not exists (select from events m where m.game_id = $1 and m.version <= events.version and m.ply > 0)) `

var selectVisibleTail = selectFrom + `where ` + visible + `order by version desc limit $4`

const selectNextHidden = `select min(at) from events where game_id = $1 and version > $2 and at > $3`

// TailAsOf is Tail for readers who see a game as it was at a time. Next is the time
// of the first event that they cannot see yet, or zero if there is none.
func (s *Store) TailAsOf(ctx context.Context, id game.ID, after game.Version, at time.Time) (events []game.Event, next time.Time, err error) {
	const tried = "reading the events of a game that are seen late"
	if events, err = s.seen(ctx, id, after, at, game.MaxBehind); err != nil {
		return nil, time.Time{}, explain(tried, err)
	}
	if len(events) == 0 {
		if _, err := readHead(ctx, s.reads, id); err != nil {
			return nil, time.Time{}, explain(tried, err)
		}
	} else {
		after = events[len(events)-1].Version
	}
	var hidden *time.Time
	if err := s.reads.QueryRow(ctx, selectNextHidden, id, after, at).Scan(&hidden); err != nil {
		return nil, time.Time{}, explain(tried, err)
	}
	if hidden != nil {
		next = hidden.UTC()
	}
	return events, next, nil
}

// SnapshotAsOf is Snapshot for readers who see a game as it was at a time.
func (s *Store) SnapshotAsOf(ctx context.Context, id game.ID, at time.Time) (game.Snapshot, error) {
	const tried = "reading a game that is seen late"
	record, err := readGame(ctx, s.reads, id)
	if err != nil {
		return game.Snapshot{}, explain(tried, err)
	}
	last, err := s.seen(ctx, id, 0, at, 1)
	if err == nil && len(last) == 0 {
		err = errors.New("a game without its first event")
	}
	if err != nil {
		return game.Snapshot{}, explain(tried, err)
	}
	record = record.AsOf(last[0])
	moves, err := readEvents(ctx, s.reads, selectMoves, id, record.Version)
	if err != nil {
		return game.Snapshot{}, explain(tried, err)
	}
	return game.NewSnapshot(record, moves), nil
}

// seen returns the newest events that are visible at a time, in order.
func (s *Store) seen(ctx context.Context, id game.ID, after game.Version, at time.Time, limit int) ([]game.Event, error) {
	events, err := readEvents(ctx, s.reads, selectVisibleTail, id, after, at, limit)
	slices.Reverse(events)
	return events, err
}
