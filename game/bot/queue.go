package bot

import (
	"slices"
	"time"
)

// How long after its last request a game counts among those that share the thinkers'
// time. Otherwise the last request of a burst would be thought about as if it were
// the only one, and the next burst would find the thinkers busy.
const remembered = 3 * time.Second

// A queue holds the waiting requests, at most one per game. Addresses take turns;
// within an address its players do, and within a player their games. So nobody waits
// longer because another player has many games, or another address many guests.
//
// The zero queue is empty. It belongs to one goroutine at a time.
type queue struct{ all group }

// A group is all games, the games at one address or of one player there, or one game.
type group struct {
	key     string
	parts   []*group // in the order of their turns; none in a game
	waiting *request // of a game
	last    time.Time
}

func (q *queue) add(r *request, now time.Time) {
	q.all.forget(now)
	r.place = q.all.part(r.Address).part(string(r.Player)).part(string(r.Game))
	r.place.waiting, r.place.last = r, now
}

// part returns a part. A missing part is made, and its turn comes last.
func (g *group) part(key string) *group {
	if i := slices.IndexFunc(g.parts, func(p *group) bool { return p.key == key }); i >= 0 {
		return g.parts[i]
	}
	g.parts = append(g.parts, &group{key: key})
	return g.parts[len(g.parts)-1]
}

// forget drops games without a request for a while.
func (g *group) forget(now time.Time) {
	g.parts = slices.DeleteFunc(g.parts, func(p *group) bool {
		p.forget(now)
		return p.waiting == nil && len(p.parts) == 0 && now.Sub(p.last) >= remembered
	})
}

// next removes the request whose turn it is among those that fit, and returns among
// how many games to divide its time. It returns nil if none fits.
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

// due returns when the first answer is due, or the zero time if nothing waits.
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
