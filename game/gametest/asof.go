package gametest

import (
	"context"
	"slices"
	"time"

	"kibitz/game"
)

// TailAsOf is Tail for readers who see the game as it was at a time, and when
// the first event happened that they do not see yet.
func (gs *Games) TailAsOf(ctx context.Context, id game.ID, after game.Version, at time.Time) (events []game.Event, next time.Time, err error) {
	err = gs.read(ctx, "TailAsOf", id, func(k *kept) {
		seen := game.Visible(k.events, 0, at)
		if seen < len(k.events) {
			next = k.events[seen].At
		}
		events = k.events[min(max(0, int(after)), seen):seen]
		events = slices.Clone(events[max(0, len(events)-game.MaxBehind):])
	})
	return events, next, err
}

// SnapshotAsOf is Snapshot for readers who see the game as it was at a time.
func (gs *Games) SnapshotAsOf(ctx context.Context, id game.ID, at time.Time) (s game.Snapshot, err error) {
	err = gs.read(ctx, "SnapshotAsOf", id, func(k *kept) {
		seen := k.events[:game.Visible(k.events, 0, at)]
		s = game.NewSnapshot(k.record.AsOf(seen[len(seen)-1]), ofSnapshots(seen))
	})
	return s, err
}

// ofSnapshots are the events that a snapshot is made from.
func ofSnapshots(events []game.Event) []game.Event {
	return slices.DeleteFunc(slices.Clone(events), func(e game.Event) bool {
		return e.Kind != game.Moved && e.Kind != game.TakenBack && e.Kind != game.Said
	})
}
