package presence

import (
	"time"

	"kibitz/game"
	"kibitz/game/rules"
)

// Others are the other servers, as far as they say who is at games there. Its
// methods return at once.
type Others interface {
	// TellHere tells them who is at a game on this server.
	TellHere(id game.ID, h game.Here)
	// OnHere has f called with who is at a game on another server.
	OnHere(f func(server string, id game.ID, h game.Here))
	// Since returns since when they have been heard without a break; the zero time
	// if they are not.
	Since() time.Time
}

const (
	// How often the others are told who is here although it has not changed.
	repeatEvery = 10 * time.Second
	// What another server said last is believed for so long.
	believed = 30 * time.Second
	// A server that falls silent may be cut off, with its readers well: of a player
	// who was there it is not known for so long whether that is over.
	remembered = paperLease
	// After so long without a break each of them has said who is there.
	settled = repeatEvery + 2*tellEvery
)

// elsewhere is who is at a game on other servers, and what those were told.
type elsewhere struct {
	there        map[string]heard // by server
	white, black time.Time        // last sign of a player
	toldOthers   game.Here
	toldAt       time.Time
}

// A heard is what a server said, and when.
type heard struct {
	game.Here
	at time.Time
}

// hear takes what another server says of a game.
func (p *Presence) hear(server string, id game.ID, h game.Here) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at, now := p.attendance(id), time.Now()
	if at.there == nil {
		at.there = make(map[string]heard)
	}
	if _, known := at.there[server]; !known && len(at.there) >= maxServers {
		at.forgetOldest()
	}
	at.there[server] = heard{h, now}
	at.elsewhere.white = lastSign(at.elsewhere.white, h.White, now)
	at.elsewhere.black = lastSign(at.elsewhere.black, h.Black, now)
}

func lastSign(last time.Time, s game.Sign, now time.Time) time.Time {
	sign := s.Left
	if s.There || sign.After(now) { // the servers' clocks may differ
		sign = now
	}
	return latest(last, sign)
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// away returns since when a player has not been there, on any server; zero for
// one who is, or was until a moment ago. It is sure only if all servers have been
// heard for a while. Otherwise one who was last seen on this server counts as
// away, as the opponent sees it, and anybody else as there.
func (p *Presence) away(at *attendance, c rules.Color, now time.Time) (since time.Time, sure bool) {
	here, there := &at.white, at.elsewhere.white
	if c == rules.Black {
		here, there = &at.black, at.elsewhere.black
	}
	if here.there(now) || at.isElsewhere(c, now) {
		return time.Time{}, true
	}
	if at.begun.IsZero() {
		return time.Time{}, false
	}
	switch since, sure = latest(here.until, at.begun), true; {
	case p.others == nil && p.alone():
	case p.unheard(now):
		if sure = false; here.until.IsZero() || there.After(here.until) {
			return time.Time{}, false
		}
	default: // who was elsewhere before all were heard, nobody knows
		since = latest(since, latest(there, p.others.Since()))
	}
	if now.Sub(since) < notAway {
		return time.Time{}, sure
	}
	return since, sure
}

// unheard reports whether another server may have somebody of whom this one has
// not heard.
func (p *Presence) unheard(now time.Time) bool {
	if p.others == nil {
		return true
	}
	since := p.others.Since()
	return since.IsZero() || now.Sub(since) < settled
}

// Gone is since when a player has been away for sure; zero for one who may be
// there.
func (p *Presence) Gone(id game.ID, c rules.Color) time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	at, now := p.known(id), time.Now()
	if since, sure := p.away(at, c, now); sure && !at.maybeElsewhere(c, now) && at.seen(c, now) {
		return since
	}
	return time.Time{}
}

// seen reports whether a player has been seen, here or elsewhere, or would have
// been by now: one who came before this server began to look may think over a
// page without a script.
func (at *attendance) seen(c rules.Color, now time.Time) bool {
	here, there := &at.white, at.elsewhere.white
	if c == rules.Black {
		here, there = &at.black, at.elsewhere.black
	}
	return !here.last.IsZero() || !there.IsZero() || now.Sub(at.begun) >= paperLease
}

func (at *attendance) isElsewhere(c rules.Color, now time.Time) bool {
	for _, h := range at.there {
		if h.fresh(now) && h.Of(c).There {
			return true
		}
	}
	return false
}

// maybeElsewhere reports whether a player was at a server that has fallen silent.
func (at *attendance) maybeElsewhere(c rules.Color, now time.Time) bool {
	for _, h := range at.there {
		if !h.fresh(now) && h.Of(c).There {
			return true
		}
	}
	return false
}

func (at *attendance) watchingElsewhere(now time.Time) (n int) {
	for _, h := range at.there {
		if h.fresh(now) {
			n += h.Spectators
		}
	}
	return n
}

func (h heard) fresh(now time.Time) bool { return now.Sub(h.at) < believed }

// tellOthers tells the other servers who is here, if that has changed or was told
// a while ago.
func (p *Presence) tellOthers(now time.Time) {
	if p.others == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for id, at := range p.all() {
		here := game.Here{White: at.white.sign(now), Black: at.black.sign(now), Spectators: at.watching(now)}
		if here == at.toldOthers && (at.touched.IsZero() || now.Sub(at.toldAt) < repeatEvery) {
			continue
		}
		at.toldOthers, at.toldAt = here, now
		p.others.TellHere(id, here)
	}
}

func (s *sign) sign(now time.Time) game.Sign {
	if s.there(now) {
		return game.Sign{There: true}
	}
	return game.Sign{Left: s.until}
}

// forgetOthers lets go of what other servers said long ago, and reports whether
// none says anything.
func (at *attendance) forgetOthers(now time.Time) bool {
	for server, h := range at.there {
		if now.Sub(h.at) >= remembered {
			delete(at.there, server)
		}
	}
	return len(at.there) == 0
}

// forgetOldest lets go of the server that was heard longest ago.
func (at *attendance) forgetOldest() {
	var oldest string
	for server, h := range at.there {
		if oldest == "" || h.at.Before(at.there[oldest].at) {
			oldest = server
		}
	}
	delete(at.there, oldest)
}
