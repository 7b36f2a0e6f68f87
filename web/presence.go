package web

import (
	"context"
	"net/http"
	"sync"
	"time"

	"kibitz/game"
)

// Who is there is known from who reads: a stream or a held request is somebody,
// and who polls or loads pages is there for a while after. It is kept in memory
// and asks the database nothing.

const (
	// A player who has been away for less than this is shown as there.
	notAway = 5 * time.Second
	// One who asks now and then is there for this long after: a page in the
	// background asks every 10 s.
	pollLease = 12 * time.Second
	// One whose request was answered is about to ask again.
	holdLease = 3 * time.Second
	// A page that was closed on purpose counts as closed for longer.
	farewellCounts = 10 * time.Second
	// How often it is told who is there, at most.
	tellEvery = time.Second
	// A game that nobody has read for so long is forgotten.
	forgetAfter = 30 * time.Second
)

// A presence is the registry of who is there. It may be used from many
// goroutines.
type presence struct {
	tell    func(*game.Announcement)
	robots  func(game.ID) (white, black bool) // at which colors a computer plays, which is always there
	started time.Time                         // who was there before, nobody knows

	mu     sync.Mutex
	games  map[game.ID]*attendance
	number int64 // of the last thing told
}

// An attendance is who is there at one game.
type attendance struct {
	white, black sign
	spectators   map[string]*sign // by what tells one from the other
	told         game.Presence
	touched      time.Time
}

// A sign is the life that somebody shows.
type sign struct {
	waiting int       // streams and held requests
	until   time.Time // there at least until then
}

func newPresence(tell func(*game.Announcement), robots func(game.ID) (white, black bool)) *presence {
	now := time.Now()
	return &presence{tell: tell, robots: robots, started: now, games: make(map[game.ID]*attendance), number: now.UnixMilli()}
}

// enter notes that somebody reads a game, until leave.
func (p *presence) enter(a about) { p.note(a, 1, time.Time{}) }

// leave notes that somebody does not read any more, and is there until a time,
// which may have passed.
func (p *presence) leave(a about, until time.Time) { p.note(a, -1, until) }

// seen notes that somebody was there just now.
func (p *presence) seen(a about) { p.note(a, 0, time.Now().Add(pollLease)) }

func (p *presence) note(a about, waiting int, until time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range a.at {
		at := p.games[id]
		if at == nil {
			at = &attendance{spectators: make(map[string]*sign)}
			p.games[id] = at
		}
		at.touched = time.Now()
		at.sameBrowser(a)
		s := at.of(a)
		s.waiting += waiting
		if until.After(s.until) || (waiting < 0 && s.waiting == 0) {
			s.until = until
		}
	}
}

// sameBrowser forgets the page load of a browser of which a reader comes: it is
// the script of that page.
func (at *attendance) sameBrowser(a about) {
	if s := at.spectators[a.browser]; s != nil && s.waiting == 0 && a.browser != a.key {
		delete(at.spectators, a.browser)
	}
}

// of returns the sign of a reader, a new one if need be.
func (at *attendance) of(a about) *sign {
	switch a.you {
	case game.White:
		return &at.white
	case game.Black:
		return &at.black
	}
	s := at.spectators[a.key]
	if s == nil {
		s = new(sign)
		at.spectators[a.key] = s
	}
	return s
}

func (s *sign) there(now time.Time) bool { return s.waiting > 0 || s.until.After(now) }

// left is since when somebody has not been there; zero for one who is, or has
// been until a moment ago.
func (p *presence) left(s *sign, now time.Time) time.Time {
	since := s.until
	if since.Before(p.started) {
		since = p.started
	}
	if s.there(now) || now.Sub(since) < notAway {
		return time.Time{}
	}
	return since
}

// at returns who is there at a game.
func (p *presence) at(id game.ID) game.Presence {
	p.mu.Lock()
	defer p.mu.Unlock()
	at := p.games[id]
	if at == nil {
		at = new(attendance)
	}
	return p.now(id, at, time.Now())
}

func (p *presence) now(id game.ID, at *attendance, now time.Time) (is game.Presence) {
	white, black := p.robots(id)
	if !white {
		is.White.Away = p.left(&at.white, now)
	}
	if !black {
		is.Black.Away = p.left(&at.black, now)
	}
	for _, s := range at.spectators {
		if s.there(now) {
			is.Spectators++
		}
	}
	return is
}

// watching returns how many spectators a game has.
func (p *presence) watching(id game.ID) int { return p.at(id).Spectators }

// players returns the games at which a player is.
func (p *presence) players() []game.ID {
	p.mu.Lock()
	defer p.mu.Unlock()
	var ids []game.ID
	for id, at := range p.games {
		if now := time.Now(); at.white.there(now) || at.black.there(now) {
			ids = append(ids, id)
		}
	}
	return ids
}

// run tells readers who is there when that has changed, until ctx ends.
func (p *presence) run(ctx context.Context) {
	tick := time.NewTicker(tellEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			for _, a := range p.news(time.Now()) {
				p.tell(a)
			}
		case <-ctx.Done():
			return
		}
	}
}

// news returns what is to be told, and forgets who is gone.
func (p *presence) news(now time.Time) []*game.Announcement {
	p.mu.Lock()
	defer p.mu.Unlock()
	var news []*game.Announcement
	for id, at := range p.games {
		if at.forget(now) {
			delete(p.games, id)
			continue
		}
		is := p.now(id, at, now)
		if is == at.told {
			continue
		}
		at.told = is
		p.number++
		if data, err := is.JSON(id, p.number, now); err == nil {
			news = append(news, game.NewAside(id, game.PresenceKind, p.number, now, data))
		}
	}
	return news
}

// forget lets go of spectators who have left, and reports whether the game has
// had no reader for a while.
func (at *attendance) forget(now time.Time) bool {
	for key, s := range at.spectators {
		if !s.there(now) {
			delete(at.spectators, key)
		}
	}
	idle := len(at.spectators) == 0 && !at.white.there(now) && !at.black.there(now)
	if !idle {
		at.touched = now
	}
	return idle && now.Sub(at.touched) > forgetAfter
}

// keyOf tells one spectator from another: by the meter of their page, or else
// by address and browser.
func keyOf(r *http.Request) string {
	if name := r.URL.Query().Get("meter"); meterName.MatchString(name) {
		return name
	}
	return browserOf(r)
}

// browserOf tells one browser from another, as far as its requests do.
func browserOf(r *http.Request) string { return addressOf(r) + " " + r.UserAgent() }
