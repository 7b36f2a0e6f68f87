package main

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"kibitz/game"
)

const (
	// beginning is the version with which both players have sat down.
	beginning game.Version = 2
	// maxVersions is more than a round has.
	maxVersions = 256
)

// A round is one game at a table. It may be used from many goroutines; next is to
// be read once done is closed.
type round struct {
	game game.ID
	sent [maxVersions]atomic.Int64 // when the move that made each version was sent, in Unix nanoseconds
	last atomic.Int64              // the newest acknowledged version
	done chan struct{}             // closed once next is set: the game is over
	next *round
}

func newRound(id game.ID) *round {
	r := &round{game: id, done: make(chan struct{})}
	r.last.Store(int64(beginning))
	return r
}

func (r *round) newest() game.Version { return game.Version(r.last.Load()) }

func (r *round) sentAt(v game.Version) time.Time {
	if v < 0 || v >= maxVersions || r.sent[v].Load() == 0 {
		return time.Time{}
	}
	return time.Unix(0, r.sent[v].Load())
}

func (r *round) finished() bool {
	select {
	case <-r.done:
		return true
	default:
		return false
	}
}

// A table has two players, who play one game after another.
type table struct {
	api     *api
	players [2]*player // White, Black
	rate    float64
	ack     *histogram // from sending a move to its acknowledgement
	moves   *atomic.Int64
	current *round // not to be read by others during play
}

// begin begins a new game.
func (t *table) begin(ctx context.Context) (*round, error) {
	made, err := t.api.post(ctx, t.players[0], "/games", map[string]any{"color": "white"})
	if err != nil {
		return nil, err
	}
	joined, err := t.api.post(ctx, t.players[1], "/games/"+string(made.Game)+"/join", map[string]any{})
	if err != nil {
		return nil, err
	}
	if joined.Version != beginning {
		return nil, fmt.Errorf("game %s begins at version %d, not %d", made.Game, joined.Version, beginning)
	}
	return newRound(made.Game), nil
}

// play plays moves at the table's rate until ctx ends.
func (t *table) play(ctx context.Context) error {
	pace := time.NewTicker(time.Duration(float64(time.Second) / t.rate))
	defer pace.Stop()
	for {
		for i := 0; i <= len(line); i++ {
			select {
			case <-pace.C:
			case <-ctx.Done():
				return nil
			}
			if err := t.step(context.WithoutCancel(ctx), i); err != nil {
				return err
			}
		}
	}
}

// step plays a move of the line. After the last one a player resigns, and the next
// game begins.
func (t *table) step(ctx context.Context, i int) error {
	r := t.current
	seen := r.newest()
	path, fields := "/moves", map[string]any{"seen": seen}
	if i == len(line) {
		path = "/resign"
	} else {
		fields["move"] = line[i]
	}
	sent := time.Now()
	r.sent[seen+1].Store(sent.UnixNano())
	answer, err := t.api.post(ctx, t.players[i%2], "/games/"+string(r.game)+path, fields)
	if err != nil {
		return err
	}
	t.ack.add(time.Since(sent))
	t.moves.Add(1)
	if answer.Version != seen+1 {
		return fmt.Errorf("a move in game %s got version %d, not %d", r.game, answer.Version, seen+1)
	}
	r.last.Store(int64(answer.Version))
	if i < len(line) {
		return nil
	}
	next, err := t.begin(ctx)
	if err != nil {
		return err
	}
	r.next, t.current = next, next
	close(r.done)
	return nil
}
