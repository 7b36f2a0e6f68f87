package exhibition

import (
	"context"
	"errors"
	"sync"
	"time"

	"kibitz/game"
)

// Games is what a Hall reads and clears of the log.
type Games interface {
	// Exhibition returns the exhibits that go on, and as far as limit how many other
	// games have had a move since a time.
	Exhibition(ctx context.Context, moved time.Time, limit int) (game.Exhibition, error)
	// DropExhibits deletes those that had ended at a time.
	DropExhibits(ctx context.Context, before time.Time) error
}

const (
	// Boards are as many as are shown at once; games that are played come first.
	Boards = 3
	// A game without a move for so long holds no board.
	lively = 10 * time.Minute
	// After somebody looked, moves are made for so long.
	attention = 3 * time.Minute
	// After its end an exhibit is kept for so long. One that stands still, because
	// nobody looks, is kept for whoever looks next: the boards are never empty.
	kept = 24 * time.Hour
	// How often that is seen to while somebody looks.
	dropEvery = time.Hour

	atLeast = 20 * time.Millisecond // from one step to the next
	atMost  = time.Second
)

// Moves that have been played already on the boards that come first of all, so
// that a new server has something to show.
var headStarts = [Boards]int{12, 30, 22}

// Options says what a Hall needs.
type Options struct {
	Games   Games
	Service *game.Service
	Now     func() time.Time
	// Failed is told of what could not be done, once until it can.
	Failed func(error)
}

// A Hall relays famous games while people look and few play. Any number of
// servers may have one on the same log. Its methods may be called from many
// goroutines.
type Hall struct {
	Options
	ring chan struct{} // somebody looks who did not

	mu      sync.Mutex
	looked  time.Time             // last
	watched func(...game.ID) bool // whether somebody follows one of some games; nil is nobody
	shown   []game.ID             // as far as is known here

	failing bool
	dropped time.Time
}

// NewHall returns a hall in which nothing happens until Start.
func NewHall(o Options) *Hall { return &Hall{Options: o, ring: make(chan struct{}, 1)} }

// Look says that somebody looks where exhibits are shown. It returns at once.
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

// Run relays until ctx ends. Watched is asked whether somebody follows one of
// some games, which is as good as a look.
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

// attended reports whether anybody looks.
func (h *Hall) attended(now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return now.Sub(h.looked) <= attention || (h.watched != nil && len(h.shown) > 0 && h.watched(h.shown...))
}

// step does what is due, and returns after what time to look again.
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

// drop deletes, once in a while, the exhibits that ended long ago.
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

// relay plays the next move of an exhibit, unless another server was first.
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

// begin shows the next game, unless another server was first.
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
