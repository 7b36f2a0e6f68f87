package bot

import (
	"context"
	"slices"
	"time"
)

const (
	// Deepest line that is searched.
	maxPly = 64
	// A mate in n plies is worth mate-n. Every value above decided is a mate.
	mate    = 30_000
	decided = mate - 1000
	// Positions between two checks of the clock and the context.
	lookEvery = 512
	// Quiet plies after which a draw can be claimed.
	fiftyMoves = 100
)

// A search looks ahead from one position.
type search struct {
	ctx      context.Context
	deadline time.Time
	line     []board // the game's positions that can recur, then the search's
	killers  [maxPly + 1][2]move
	nodes    int
	stopped  bool
	buffers  [maxPly + 1][]scored
	plain    []move
}

// A scored is a move with its score: from the search at the root, a guess elsewhere.
type scored struct {
	move
	score int
}

// run searches deeper and deeper until depth, and returns the root's moves with
// their values, best first. For moves more than margin worse than the best, the
// value is an upper bound. It ends early at the deadline, with the context, or when
// a mate is found; it always searches one ply.
func (s *search) run(b *board, root []scored, depth, margin int) []scored {
	for d := 1; d <= depth; d++ {
		found, ok := s.root(b, root, d, margin)
		if !ok {
			break
		}
		root = found
		if best := abs(root[0].score); best > decided && mate-best <= d {
			break
		}
	}
	return root
}

// root searches all moves to a depth. It returns false if it was stopped, which does
// not happen at the first depth.
func (s *search) root(b *board, moves []scored, depth, margin int) ([]scored, bool) {
	found := slices.Clone(moves)
	alpha := -mate
	for i, m := range found {
		next, _ := b.after(m.move)
		found[i].score = -s.alphaBeta(&next, depth-1, 1, -mate, -alpha)
		if s.stopped && depth > 1 {
			return nil, false
		}
		alpha = max(alpha, found[i].score-margin-1)
	}
	slices.SortStableFunc(found, func(a, b scored) int { return b.score - a.score })
	return found, true
}

// alphaBeta returns the value of a position for the side to move if it is between
// alpha and beta, else a bound.
func (s *search) alphaBeta(b *board, depth, ply, alpha, beta int) int {
	if s.drawn(b) {
		return 0
	}
	check := b.check()
	if check {
		depth++
	}
	if depth <= 0 || ply >= maxPly {
		return s.quiesce(b, ply, alpha, beta)
	}
	if s.stop() {
		return b.within(alpha, beta)
	}
	s.line = append(s.line, *b)
	defer func() { s.line = s.line[:len(s.line)-1] }()
	legal := false
	for _, m := range s.order(b, ply, false) {
		next, ok := b.after(m.move)
		if !ok {
			continue
		}
		legal = true
		score := -s.alphaBeta(&next, depth-1, ply+1, -beta, -alpha)
		if s.stopped {
			return b.within(alpha, beta)
		}
		if score >= beta {
			if k := &s.killers[ply]; b.squares[m.to] == 0 && k[0] != m.move {
				k[0], k[1] = m.move, k[0]
			}
			return score
		}
		alpha = max(alpha, score)
	}
	switch {
	case legal:
		return alpha
	case check:
		return ply - mate
	}
	return 0
}

// quiesce follows captures, and every move out of check, until nothing hangs.
func (s *search) quiesce(b *board, ply, alpha, beta int) int {
	check := b.check()
	if ply >= maxPly || s.stop() {
		return b.within(alpha, beta)
	}
	stand := -mate // the value of doing nothing, which is not allowed in check
	if !check {
		if stand = b.evaluate(); stand >= beta {
			return stand
		}
		alpha = max(alpha, stand)
	}
	legal := false
	for _, m := range s.order(b, ply, !check) {
		if !check && b.hopeless(m.move, alpha-stand) {
			continue
		}
		next, ok := b.after(m.move)
		if !ok {
			continue
		}
		legal = true
		if alpha = max(alpha, -s.quiesce(&next, ply+1, -beta, -alpha)); alpha >= beta {
			return alpha
		}
	}
	if check && !legal {
		return ply - mate
	}
	return alpha
}

// hopeless reports whether a capture can usually be skipped: it does not win what is
// missing, or gives up a piece for a lesser, guarded one.
func (b *board) hopeless(m move, missing int) bool {
	if m.promotion != 0 {
		return false
	}
	taken := values[abs(int(b.squares[m.to]))]
	if taken == 0 {
		taken = values[pawn] // en passant
	}
	if taken+200 < missing {
		return true
	}
	return values[abs(int(b.squares[m.from]))] > taken && b.attacked(m.to, -b.side)
}

// within returns the value of a position that is not searched.
func (b *board) within(alpha, beta int) int { return min(max(b.evaluate(), alpha), beta) }

// order returns the moves, those likely to be good first: captures of valuable
// pieces by lesser ones, then quiet moves that were good elsewhere at this ply. The
// slice is reused at the same ply.
func (s *search) order(b *board, ply int, captures bool) []scored {
	s.plain = b.moves(s.plain[:0], captures)
	list := s.buffers[ply][:0]
	for _, m := range s.plain {
		guess := 0
		switch taken := b.squares[m.to] * -b.side; {
		case taken > 0:
			guess = 10_000 + 10*values[taken] - values[b.squares[m.from]*b.side]
		case m.promotion == queen:
			guess = 15_000
		case m == s.killers[ply][0]:
			guess = 5_001
		case m == s.killers[ply][1]:
			guess = 5_000
		}
		list = append(list, scored{m, guess})
	}
	slices.SortStableFunc(list, func(a, b scored) int { return b.score - a.score })
	s.buffers[ply] = list
	return list
}

// drawn reports whether a position counts as drawn: it has occurred before, or the
// fifty-move rule applies.
func (s *search) drawn(b *board) bool {
	if b.quiet >= fiftyMoves {
		return !b.check()
	}
	for i, n := len(s.line)-2, int(b.quiet)-2; i >= 0 && n >= 0; i, n = i-2, n-2 {
		if s.line[i].same(b) {
			return true
		}
	}
	return false
}

// stop checks from time to time whether the time is up.
func (s *search) stop() bool {
	if s.nodes++; s.nodes%lookEvery == 0 && !s.stopped {
		s.stopped = s.ctx.Err() != nil || !time.Now().Before(s.deadline)
	}
	return s.stopped
}
