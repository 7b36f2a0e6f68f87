package gametest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"kibitz/game"
)

// Join calls f with a game that by wants to join and the other open seeks of both
// players, and stores the events that f returns.
func (gs *Games) Join(ctx context.Context, id game.ID, by game.PlayerID, f func(*game.Pairing) ([]game.Event, error)) error {
	return gs.call(ctx, "Join", func() error {
		joined, err := gs.find(id)
		if err != nil {
			return err
		}
		gs.mu.Lock()
		both := []game.PlayerID{by, joined.record.White.ID, joined.record.Black.ID}
		gs.mu.Unlock()
		unlock, err := gs.lockPlayers(ctx, both...)
		if err != nil {
			return err
		}
		defer unlock()
		involved, unlock, err := gs.lockGames(ctx, joined, both)
		if err != nil {
			return err
		}
		defer unlock()
		return gs.join(id, by, involved, f)
	})
}

// lockPlayers locks players in the order of their ids, to avoid deadlocks.
func (gs *Games) lockPlayers(ctx context.Context, players ...game.PlayerID) (unlock func(), err error) {
	gs.mu.Lock()
	locks := map[game.PlayerID]lock{}
	for _, p := range players {
		if gs.players[p] == nil {
			gs.players[p] = newLock()
		}
		if p != "" {
			locks[p] = gs.players[p]
		}
	}
	gs.mu.Unlock()
	return lockAll(ctx, "player", locks)
}

// lockGames locks a game and the open seeks of players.
func (gs *Games) lockGames(ctx context.Context, joined *kept, by []game.PlayerID) (involved map[game.ID]*kept, unlock func(), err error) {
	gs.mu.Lock()
	involved = map[game.ID]*kept{joined.record.ID: joined}
	for _, p := range by {
		if p == "" {
			continue
		}
		for _, k := range gs.seeks(time.Time{}, p) {
			involved[k.record.ID] = k
		}
	}
	gs.mu.Unlock()
	locks := map[game.ID]lock{}
	for id, k := range involved {
		locks[id] = k.turn
	}
	unlock, err = lockAll(ctx, "game", locks)
	return involved, unlock, err
}

func lockAll[ID game.ID | game.PlayerID](ctx context.Context, what string, locks map[ID]lock) (unlock func(), err error) {
	var held []lock
	unlock = func() {
		for _, l := range held {
			l.give()
		}
	}
	for _, id := range slices.Sorted(maps.Keys(locks)) {
		if err := locks[id].take(ctx, fmt.Sprintf("%s %s", what, id)); err != nil {
			unlock()
			return nil, err
		}
		held = append(held, locks[id])
	}
	return unlock, nil
}

// join is called with the players and the games locked.
func (gs *Games) join(id game.ID, by game.PlayerID, involved map[game.ID]*kept, f func(*game.Pairing) ([]game.Event, error)) error {
	pairing, games := &game.Pairing{Found: gs.found(by)}, map[game.ID]*game.Game{}
	for _, other := range slices.Sorted(maps.Keys(involved)) {
		g, err := gs.load(involved[other])
		if err != nil {
			return err
		}
		r := g.Record()
		switch games[other] = g; {
		case other == id:
			pairing.Game = g
		case r.Status == game.Open: // otherwise it was changed before its turn came
			pairing.Seeks = append(pairing.Seeks, g)
		}
	}
	events, err := f(pairing)
	if err != nil {
		return err
	}
	for _, e := range events {
		if k := involved[e.Game]; k == nil {
			return fmt.Errorf("joining game %s: an event of game %s", id, e.Game)
		} else if err := k.follows(games[e.Game], e); err != nil {
			return err
		}
	}
	gs.mu.Lock()
	defer gs.mu.Unlock()
	for _, e := range events {
		involved[e.Game].append(games[e.Game], e)
	}
	return nil
}

// found returns when a player last joined a game from the lobby in which nothing has
// happened since.
func (gs *Games) found(p game.PlayerID) (last time.Time) {
	gs.mu.Lock()
	defer gs.mu.Unlock()
	for _, k := range gs.kept {
		r := k.record
		if r.Seek && r.Status == game.Playing && r.Version == 2 && r.ColorOf(p) != "" && r.UpdatedAt.After(last) {
			last = r.UpdatedAt
		}
	}
	return last
}
