package bot

import (
	"context"
	"fmt"
	"slices"
	"time"

	"kibitz/game/rules"
)

const (
	// A thinker without work for this long is closed, because an engine holds memory.
	idleTime = 5 * time.Minute
	// After its nth failure in a row a thinker is left alone for 2ⁿ times the first
	// value, at most the second.
	firstRetry = 250 * time.Millisecond
	lastRetry  = time.Minute
	// Limit of the built-in player when it stands in for a failed thinker.
	standInLimit = 200 * time.Millisecond
)

// A worker has one thinker, and the built-in player to stand in for it.
type worker struct {
	pool     *Pool
	thinker  Thinker
	standIn  Builtin
	failures int       // in a row
	retry    time.Time // the thinker is left alone until then
}

func (w *worker) run(ctx context.Context) {
	for ctx.Err() == nil {
		r, limit := w.pool.next(ctx, idleTime)
		if r == nil {
			w.thinker.Close()
			continue
		}
		thought, err := w.think(r.ctx, r.within(limit))
		r.answer <- answer{thought, err}
	}
}

// think asks the thinker. The built-in player answers for levels that are too weak
// for the thinker, and while the thinker fails: a game must not wait for an engine
// that may never recover.
func (w *worker) think(ctx context.Context, task func() Task) (Thought, error) {
	level := task().Level
	if level >= firstEngineLevel && !time.Now().Before(w.retry) {
		thought, err := w.ask(ctx, task)
		switch {
		case err == nil:
			w.failures = 0
			return thought, nil
		case ctx.Err() != nil:
			return Thought{}, ctx.Err()
		}
		w.failed(err)
	}
	t := task()
	if w.failures > 0 {
		t.Limit = min(t.Limit, standInLimit)
	}
	return w.standIn.Think(ctx, t)
}

// ask returns only legal moves.
func (w *worker) ask(ctx context.Context, task func() Task) (Thought, error) {
	if err := w.thinker.Ready(ctx); err != nil {
		return Thought{}, err
	}
	t := task()
	thought, err := w.thinker.Think(ctx, t)
	if err != nil {
		return Thought{}, err
	}
	p, err := rules.KeptFEN(t.FEN)
	if err != nil {
		return Thought{}, err
	}
	if !slices.Contains(p.Legal(), thought.Move) {
		return Thought{}, fmt.Errorf("%w: the engine wants to play %.8q in %s", rules.ErrIllegal, thought.Move, t.FEN)
	}
	return thought, nil
}

// failed closes the thinker, and retries it later the more often it has failed.
func (w *worker) failed(err error) {
	w.thinker.Close()
	if w.failures++; w.failures == 1 {
		w.pool.failed(err)
	}
	w.retry = time.Now().Add(backOff(w.failures))
}

// backOff returns how long to wait after a number of failures in a row.
func backOff(failures int) time.Duration {
	return min(firstRetry<<min(failures-1, 16), lastRetry)
}
