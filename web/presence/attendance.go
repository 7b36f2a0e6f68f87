package presence

import (
	"iter"
	"time"

	"kibitz/game"
	"kibitz/game/rules"
	"kibitz/web/request"
)

// What a presence keeps, and what it does not: anybody can look like many.

// A spectator is the sign of one, and from which address it came first.
type spectator struct {
	sign
	address string
}

// attendance returns that of a game, a new one if need be. It is called with mu
// held.
func (p *Presence) attendance(id game.ID) *attendance {
	at, ok := p.games.Get(id)
	if !ok {
		at = &attendance{begun: time.Now()}
		p.games.Add(id, at)
	}
	return at
}

// known returns the attendance of a game, an empty one if there is none. It is
// called with mu held.
func (p *Presence) known(id game.ID) *attendance {
	if at, ok := p.games.Peek(id); ok {
		return at
	}
	return new(attendance)
}

// all are the games at which somebody is or was, the one left alone for longest
// first. It is called with mu held.
func (p *Presence) all() iter.Seq2[game.ID, *attendance] {
	return func(yield func(game.ID, *attendance) bool) {
		for _, id := range p.games.Keys() {
			if at, ok := p.games.Peek(id); ok && !yield(id, at) {
				return
			}
		}
	}
}

// of returns the sign of a reader, a new one if need be; nil for a spectator who
// is not counted, as one more of an address that has many.
func (p *Presence) of(at *attendance, v Visit) *sign {
	switch v.You {
	case rules.White:
		return &at.white
	case rules.Black:
		return &at.black
	}
	if s := at.spectators[v.From.Page]; s != nil {
		return &s.sign
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
	return &s.sign
}

// sameBrowser forgets the page load of a browser of which a reader comes: it is
// the script of that page.
func (p *Presence) sameBrowser(at *attendance, v Visit) {
	if s := at.spectators[v.From.Browser]; s != nil && s.waiting == 0 && v.From.Browser != v.From.Page {
		p.drop(at, v.From.Browser)
	}
}

// drop forgets a spectator that is known.
func (p *Presence) drop(at *attendance, page request.Digest) {
	address := at.spectators[page].address
	delete(at.spectators, page)
	p.spectators--
	if at.byAddress[address]--; at.byAddress[address] == 0 {
		delete(at.byAddress, address)
	}
}

// forget lets go of spectators who have left, and reports whether the game has
// had no reader for a while, on any server.
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
