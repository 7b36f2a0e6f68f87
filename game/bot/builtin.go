package bot

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"kibitz/game/rules"
)

// Builtin is the player that needs no engine. It looks a few plies ahead and
// evaluates material and squares. Its lower levels choose among moves that look
// about equally good, or do not look at all. The zero Builtin is ready.
type Builtin struct{}

var _ Thinker = Builtin{}

// Ready has nothing to do.
func (Builtin) Ready(context.Context) error { return nil }

// Close has nothing to do.
func (Builtin) Close() {}

// Think finds a move. It fails only if the context ends, or for a position without a
// legal move.
func (Builtin) Think(ctx context.Context, t Task) (Thought, error) {
	began := time.Now()
	p, err := rules.KeptFEN(t.FEN)
	if err != nil {
		return Thought{}, err
	}
	legal := p.Legal()
	if len(legal) == 0 {
		return Thought{}, rules.ErrIllegal
	}
	b, err := newBoard(t.FEN)
	if err != nil {
		return Thought{}, err
	}
	l := levelOf(t.Level)
	s := search{ctx: ctx, deadline: began.Add(t.Limit * 9 / 10), line: history(t, b)}
	root := b.rootMoves(legal)
	rand.Shuffle(len(root), func(i, j int) { root[i], root[j] = root[j], root[i] })
	found := s.run(&b, root, l.depth, l.margin)
	if err := ctx.Err(); err != nil {
		return Thought{}, err
	}
	return Thought{Move: choose(found, l).String(), Score: found[0].score}, nil
}

// choose returns one of the moves that are about as good as the best, and
// occasionally any move at all.
func choose(found []scored, l level) move {
	best := found[0]
	switch {
	case rand.IntN(100) < l.blind:
		return found[rand.IntN(len(found))].move
	case best.score > decided:
		return best.move
	}
	n := 1
	for n < len(found) && found[n].score >= best.score-l.margin {
		n++
	}
	return found[rand.IntN(n)].move
}

// rootMoves returns the moves that the rules say are legal.
func (b *board) rootMoves(legal []string) []scored {
	var root []scored
	for _, m := range b.moves(nil, false) {
		if slices.Contains(legal, m.String()) {
			root = append(root, scored{move: m})
		}
	}
	return root
}

// history returns the game's positions that can recur, the current one last.
func history(t Task, now board) []board {
	b, err := newBoard(t.StartFEN)
	if err != nil {
		return []board{now}
	}
	line := []board{b}
	for _, text := range t.Moves {
		moves := b.moves(nil, false)
		i := slices.IndexFunc(moves, func(m move) bool { return m.String() == text })
		if i < 0 {
			return []board{now}
		}
		if b, _ = b.after(moves[i]); b.quiet == 0 {
			line = line[:0]
		}
		line = append(line, b)
	}
	return line
}
