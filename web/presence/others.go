package presence

import (
	"time"

	"kibitz/game"
	"kibitz/game/rules"
)

// Others are the other servers, of which each says who is at games there. The methods
// return at once.
type Others interface {
	// TellHere tells them who is at a game on this server.
	TellHere(id game.ID, h game.Here)
	// OnHere makes f be called whenever another server says who is at a game there.
	OnHere(f func(server string, id game.ID, h game.Here))
	// Since returns since when the other servers have been heard without a break; the
	// zero time if they are not heard.
	Since() time.Time
}

const (
	// How often the other servers are told who is here although it has not changed.
	repeatEvery = 10 * time.Second
	// For how long it is believed what another server said last.
	believed = 30 * time.Second
	// A server that falls silent may be cut off while its readers are well: for so long
	// a player who was there may still be.
	remembered = paperLease
	// After so long without a break each other server has said who is there.
	settled = repeatEvery + 2*tellEvery
)

// elsewhere is who is at a game on other servers, and what this one has told them.
type elsewhere struct {
	there        map[string]heard // by server
	white, black time.Time        // when a player was there last
	toldOthers   game.Here
	toldAt       time.Time
}

// A heard is what another server said, and when.
type heard struct {
	game.Here
	at time.Time
}

// hear notes what another server says of a game.
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
	at.elsewhere.white = lastThere(at.elsewhere.white, h.White, now)
	at.elsewhere.black = lastThere(at.elsewhere.black, h.Black, now)
}

// lastThere returns when a player was there last, given what another server says.
func lastThere(last time.Time, s game.Sign, now time.Time) time.Time {
	left := s.Left
	if s.There || left.After(now) { // the servers' clocks may differ
		left = now
	}
	return latest(last, left)
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// away returns since when a player has not been on any server; zero for one who is
// there, or was until a moment ago. It is sure only if all servers have been heard for a
// while. If not, a player who was last seen on this server counts as away, which is how
// the opponent sees it, and any other as there.
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
	default: // who was elsewhere before all were heard is not known
		since = latest(since, latest(there, p.others.Since()))
	}
	if now.Sub(since) < notAway {
		return time.Time{}, sure
	}
	return since, sure
}

// unheard reports whether somebody may be on another server without this one having
// heard of it.
func (p *Presence) unheard(now time.Time) bool {
	if p.others == nil {
		return true
	}
	since := p.others.Since()
	return since.IsZero() || now.Sub(since) < settled
}

// Gone returns since when a player has certainly been away; zero for one who may be
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

// seen reports whether a player has been seen, here or elsewhere, or would have been by
// now. A player who came before this server started may be thinking at a page without a
// script, which sends nothing meanwhile.
func (at *attendance) seen(c rules.Color, now time.Time) bool {
	here, there := &at.white, at.elsewhere.white
	if c == rules.Black {
		here, there = &at.black, at.elsewhere.black
	}
	return !here.last.IsZero() || !there.IsZero() || now.Sub(at.begun) >= paperLease
}

// isElsewhere reports whether a player is on another server.
func (at *attendance) isElsewhere(c rules.Color, now time.Time) bool {
	for _, h := range at.there {
		if h.fresh(now) && h.Of(c).There {
			return true
		}
	}
	return false
}

// maybeElsewhere reports whether a player was on a server that has fallen silent.
func (at *attendance) maybeElsewhere(c rules.Color, now time.Time) bool {
	for _, h := range at.there {
		if !h.fresh(now) && h.Of(c).There {
			return true
		}
	}
	return false
}

// watchingElsewhere counts the spectators on other servers.
func (at *attendance) watchingElsewhere(now time.Time) (n int) {
	for _, h := range at.there {
		if h.fresh(now) {
			n += h.Spectators
		}
	}
	return n
}

func (h heard) fresh(now time.Time) bool { return now.Sub(h.at) < believed }

// tellOthers tells the other servers who is here, if that has changed or if they were
// told a while ago.
func (p *Presence) tellOthers(now time.Time) {
	if p.others == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for id, at := range p.all() {
		here := game.Here{White: at.white.here(now), Black: at.black.here(now), Spectators: at.watching(now)}
		if here == at.toldOthers && (at.touched.IsZero() || now.Sub(at.toldAt) < repeatEvery) {
			continue
		}
		at.toldOthers, at.toldAt = here, now
		p.others.TellHere(id, here)
	}
}

// here returns what other servers are told of a player.
func (a *activity) here(now time.Time) game.Sign {
	if a.there(now) {
		return game.Sign{There: true}
	}
	return game.Sign{Left: a.until}
}

// forgetOthers forgets what other servers said long ago, and reports whether nothing is
// left.
func (at *attendance) forgetOthers(now time.Time) bool {
	for server, h := range at.there {
		if now.Sub(h.at) >= remembered {
			delete(at.there, server)
		}
	}
	return len(at.there) == 0
}

// forgetOldest forgets the server that was heard longest ago.
func (at *attendance) forgetOldest() {
	var oldest string
	for server, h := range at.there {
		if oldest == "" || h.at.Before(at.there[oldest].at) {
			oldest = server
		}
	}
	delete(at.there, oldest)
}
