package exhibition

import (
	"context"
	"errors"
	"sync"
	"time"

	"kibitz/game"
)

// Games is what a Hall reads and deletes in the log.
type Games interface {
	// Exhibition returns the running exhibits, and how many other games have had a
	// move since a time, counting up to limit.
	Exhibition(ctx context.Context, moved time.Time, limit int) (game.Exhibition, error)
	// DropExhibits deletes the exhibits that ended before a time.
	DropExhibits(ctx context.Context, before time.Time) error
}

const (
	// Boards is how many boards are shown at once; live games take precedence.
	Boards = 3
	// A game without a move for this long does not take up a board.
	lively = 10 * time.Minute
	// Moves are played for this long after the last visit.
	attention = 3 * time.Minute
	// An exhibit is kept for this long after its end. One that is paused for lack of
	// visitors is kept for the next visitor, so that the boards are never empty.
	kept = 24 * time.Hour
	// How often old exhibits are deleted while there are visitors.
	dropEvery = time.Hour

	atLeast = 20 * time.Millisecond // the least time from one step to the next
	atMost  = time.Second
)

// headStarts is how many moves the very first exhibits begin with, so that a new
// server has something to show.
var headStarts = [Boards]int{12, 30, 22}

// Options says what a Hall needs.
type Options struct {
	Games   Games
	Service *game.Service
	Now     func() time.Time
	// Failed is called with an error, once until the work succeeds again.
	Failed func(error)
}

// A Hall relays famous games while there are visitors and few live games. Any number
// of servers may have one on the same log. Its methods may be called from many
// goroutines.
type Hall struct {
	Options
	ring chan struct{} // signals the first visit after a pause

	mu      sync.Mutex
	looked  time.Time             // last
	watched func(...game.ID) bool // whether anybody follows one of the given games; nil means nobody
	shown   []game.ID             // as far as known here

	failing bool
	dropped time.Time
}

// NewHall returns a hall in which nothing happens until Start.
func NewHall(o Options) *Hall { return &Hall{Options: o, ring: make(chan struct{}, 1)} }

// Look records a visit to a page that shows exhibits. It returns at once.
func (h *Hall) Look() {
	now := h.Now()
	h.mu.Lock()
	idle := now.Sub(h.looked) > attention
	h.looked = now
	h.mu.Unlock()
	if !idle {
		return
	}
	select {
	case h.ring <- struct{}{}:
	default:
	}
}

// Start fills the boards, so that the first visitor sees some.
func (h *Hall) Start(ctx context.Context) {
	h.Look()
	for range Boards {
		h.step(ctx)
	}
}

// Run relays until ctx ends. watched reports whether anybody follows one of the
// given games, which counts as a visit.
func (h *Hall) Run(ctx context.Context, watched func(...game.ID) bool) {
	h.mu.Lock()
	h.watched = watched
	h.mu.Unlock()
	for ctx.Err() == nil {
		timer := time.NewTimer(h.step(ctx))
		select {
		case <-timer.C:
		case <-h.ring:
		case <-ctx.Done():
		}
		timer.Stop()
	}
}

// attended reports whether there are visitors.
func (h *Hall) attended(now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return now.Sub(h.looked) <= attention || (h.watched != nil && len(h.shown) > 0 && h.watched(h.shown...))
}

// step does what is due, and returns how long to wait before the next step.
func (h *Hall) step(ctx context.Context) time.Duration {
	now := h.Now()
	wait, err := atMost, error(nil)
	if h.attended(now) {
		if wait, err = h.show(ctx, now); err == nil {
			err = h.drop(ctx, now)
		}
	}
	if err != nil && !h.failing && ctx.Err() == nil {
		h.Failed(err)
	}
	h.failing = err != nil
	return wait
}

// drop deletes the exhibits that ended long ago, once every dropEvery.
func (h *Hall) drop(ctx context.Context, now time.Time) error {
	if now.Sub(h.dropped) < dropEvery {
		return nil
	}
	h.dropped = now
	return h.Games.DropExhibits(ctx, now.Add(-kept))
}

// show plays the moves that are due and fills a board that is free.
func (h *Hall) show(ctx context.Context, now time.Time) (time.Duration, error) {
	e, err := h.Games.Exhibition(ctx, now.Add(-lively), Boards)
	if err != nil {
		return atMost, err
	}
	wait := atMost
	var going []game.ID
	for _, s := range e.Shown {
		going = append(going, s.Game)
		if left := s.Due.Sub(now); left > 0 {
			wait = min(wait, left)
		} else if err := h.relay(ctx, s); err != nil {
			return atMost, err
		} else {
			wait = atLeast // to see when the next one is due
		}
	}
	h.mu.Lock()
	h.shown = going
	h.mu.Unlock()
	if e.Busy+len(e.Shown) < Boards {
		return atLeast, h.begin(ctx, e.Last+1, now)
	}
	return max(wait, atLeast), nil
}

// relay plays the next move of an exhibit, unless another server came first.
func (h *Hall) relay(ctx context.Context, s game.Shown) error {
	if s.Source == nil {
		return nil
	}
	score := scoreOf(s.Source)
	_, err := h.Service.Relay(ctx, s.Game, score, h.Now().Add(pause(s.Number, score, s.Ply+1)))
	for _, late := range []error{game.ErrNotDue, game.ErrOver, game.ErrNotFound} {
		if errors.Is(err, late) {
			return nil
		}
	}
	return err
}

// begin starts the next exhibit, unless another server came first.
func (h *Hall) begin(ctx context.Context, number int64, now time.Time) error {
	score, plies := numbered(number), 0
	if number <= Boards {
		plies = headStarts[number-1]
	}
	due := now.Add(pause(number, score, plies))
	g, events, err := game.NewExhibit(score, game.Exhibit{Number: number, Due: due}, plies, now)
	if err != nil {
		return err
	}
	if err := h.Service.Exhibit(ctx, g, events); !errors.Is(err, game.ErrShown) {
		return err
	}
	return nil
}
