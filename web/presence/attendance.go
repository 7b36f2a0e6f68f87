package presence

import (
	"iter"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
	"kibitz/web/request"
)

// What a Presence keeps is bounded, since anybody can look like many visitors.

// A spectator is the activity of one, and the address that it came from first.
type spectator struct {
	activity
	address string
}

// attendance returns the attendance of a game, a new one if there is none. The caller
// holds mu.
func (p *Presence) attendance(id game.ID) *attendance {
	at, ok := p.games.Get(id)
	if !ok {
		at = &attendance{begun: time.Now()}
		p.games.Add(id, at)
	}
	return at
}

// known returns the attendance of a game, an empty one that is not kept if there is none.
// The caller holds mu.
func (p *Presence) known(id game.ID) *attendance {
	if at, ok := p.games.Peek(id); ok {
		return at
	}
	return new(attendance)
}

// all returns the games at which somebody is or was, the one unused for longest first.
// The caller holds mu.
func (p *Presence) all() iter.Seq2[game.ID, *attendance] {
	return func(yield func(game.ID, *attendance) bool) {
		for _, id := range p.games.Keys() {
			if at, ok := p.games.Peek(id); ok && !yield(id, at) {
				return
			}
		}
	}
}

// of returns the activity of a visitor, a new one if there is none. It is nil for a
// spectator who is not counted because there are too many, in all or from that address.
func (p *Presence) of(at *attendance, v Visit) *activity {
	switch v.You {
	case rules.White:
		return &at.white
	case rules.Black:
		return &at.black
	}
	if s := at.spectators[v.From.Page]; s != nil {
		return &s.activity
	}
	address := v.From.Address
	if p.spectators >= maxSpectators || at.byAddress[address] >= spectatorsPerAddress {
		return nil
	}
	if at.spectators == nil {
		at.spectators, at.byAddress = make(map[request.Digest]*spectator), make(map[string]int)
	}
	s := &spectator{address: address}
	at.spectators[v.From.Page] = s
	at.byAddress[address]++
	p.spectators++
	return &s.activity
}

// sameBrowser forgets that a browser has loaded a page when the script of that page
// begins to read: the two are one visitor.
func (p *Presence) sameBrowser(at *attendance, v Visit) {
	if s := at.spectators[v.From.Browser]; s != nil && s.waiting == 0 && v.From.Browser != v.From.Page {
		p.drop(at, v.From.Browser)
	}
}

// drop forgets a spectator.
func (p *Presence) drop(at *attendance, page request.Digest) {
	address := at.spectators[page].address
	delete(at.spectators, page)
	p.spectators--
	if at.byAddress[address]--; at.byAddress[address] == 0 {
		delete(at.byAddress, address)
	}
}

// forget forgets spectators who have left, and reports whether the game has had no reader
// on any server for a while.
func (p *Presence) forget(at *attendance, now time.Time) bool {
	for page, s := range at.spectators {
		if !s.there(now) {
			p.drop(at, page)
		}
	}
	idle := len(at.spectators) == 0 && !at.white.there(now) && !at.black.there(now)
	if !idle {
		at.touched = now
	} else if now.Sub(at.touched) > forgetAfter {
		at.touched = time.Time{}
	}
	return at.forgetOthers(now) && at.touched.IsZero()
}
