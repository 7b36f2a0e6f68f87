package bot

import (
	"slices"
	"time"
)

// A game counts among those that share the thinkers' time for so long after its
// last request: else the last one of a crowd that comes and goes would be thought
// about as if there were no other, and the others would find the thinkers taken.
const remembered = 3 * time.Second

// A queue holds the requests that wait, at most one of a game. Addresses take
// turns, in an address's turn its players do, and in a player's turn that one's
// games. So nobody waits longer because a player has many games, or another address
// many guests.
//
// The zero queue is empty. It belongs to one goroutine at a time.
type queue struct{ all group }

// A group is the games at one address, or of one player there, or one game, or all.
type group struct {
	key     string
	parts   []*group // whose turn comes first; none in a game
	waiting *request // of a game
	last    time.Time
}

func (q *queue) add(r *request, now time.Time) {
	q.all.forget(now)
	r.place = q.all.part(r.Address).part(string(r.Player)).part(string(r.Game))
	r.place.waiting, r.place.last = r, now
}

// part returns a part, which is made if it is missing: its turn comes last.
func (g *group) part(key string) *group {
	if i := slices.IndexFunc(g.parts, func(p *group) bool { return p.key == key }); i >= 0 {
		return g.parts[i]
	}
	g.parts = append(g.parts, &group{key: key})
	return g.parts[len(g.parts)-1]
}

// forget drops what has not been asked about for a while.
func (g *group) forget(now time.Time) {
	g.parts = slices.DeleteFunc(g.parts, func(p *group) bool {
		p.forget(now)
		return p.waiting == nil && len(p.parts) == 0 && now.Sub(p.last) >= remembered
	})
}

// next takes out the request whose turn it is among those that fit, and returns
// among how many games its time is to be divided; nil if none fits.
func (q *queue) next(now time.Time, fits func(*request) bool) (r *request, among int) {
	q.all.forget(now)
	return q.all.next(now, fits)
}

func (g *group) next(now time.Time, fits func(*request) bool) (*request, int) {
	if r := g.waiting; r != nil && fits(r) {
		g.waiting, g.last = nil, now
		return r, 1
	}
	for i, part := range g.parts {
		if r, among := part.next(now, fits); r != nil {
			g.parts = append(slices.Delete(g.parts, i, i+1), part) // its turn is over
			return r, among * len(g.parts)
		}
	}
	return nil, 0
}

// remove reports whether the request was still there.
func (q *queue) remove(r *request) bool {
	if r.place.waiting != r {
		return false
	}
	r.place.waiting = nil
	return true
}

// due returns when the first answer is due; the zero time if nothing waits.
func (q *queue) due() (first time.Time) {
	q.all.each(func(r *request) {
		if first.IsZero() || r.due.Before(first) {
			first = r.due
		}
	})
	return first
}

func (g *group) each(f func(*request)) {
	if g.waiting != nil {
		f(g.waiting)
	}
	for _, part := range g.parts {
		part.each(f)
	}
}
