package web

import (
	"context"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"kibitz/game"
	"kibitz/game/rules"
	"kibitz/web/cache"
	"kibitz/web/request"
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
	// A player without a script shows no life while thinking, which is no reason
	// to lose: such a one is there for as long as anybody thinks.
	paperLease = 10 * time.Minute
	// A game that nobody has read for so long is forgotten.
	forgetAfter = 30 * time.Second
)

// A presence is the registry of who is there. It may be used from many
// goroutines.
type presence struct {
	tell   func(*game.Announcement)
	robots func(game.ID) (white, black bool) // at which colors a computer plays, which is always there
	others Others                            // nil if none can be heard
	alone  func() bool                       // whether there are none

	mu         sync.Mutex
	games      *simplelru.LRU[game.ID, *attendance]
	spectators int // of all games
}

// An attendance is who is there at one game.
type attendance struct {
	white, black sign
	spectators   map[request.Digest]*spectator // by their pages
	byAddress    map[string]int                // of spectators
	begun        time.Time                     // who was there before, nobody knows
	told         game.Presence
	number       int64     // of the last thing told
	touched      time.Time // last by somebody who is there, on this server; zero if that was long ago
	elsewhere
}

func newPresence(tell func(*game.Announcement), robots func(game.ID) (white, black bool), others Others, alone func() bool) *presence {
	p := &presence{tell: tell, robots: robots, others: others, alone: alone}
	p.games = cache.NewLRU(maxAttendances, func(_ game.ID, at *attendance) { p.spectators -= len(at.spectators) })
	if others != nil {
		others.OnHere(p.hear)
	}
	return p
}

// enter notes that somebody reads a game, until leave.
func (p *presence) enter(a about) { p.note(a, 1, time.Time{}) }

// leave notes that somebody does not read any more, and is there until a time,
// which may have passed.
func (p *presence) leave(a about, until time.Time) { p.note(a, -1, until) }

// seen notes that somebody was there just now.
func (p *presence) seen(a about) { p.note(a, 0, time.Now().Add(pollLease)) }

// loaded notes that somebody was sent a page. If it has a script, that reads.
func (p *presence) loaded(a about) {
	p.mu.Lock()
	if a.you != "" {
		p.of(p.attendance(a.at[0]), a).scripted = false
	}
	p.mu.Unlock()
	p.seen(a)
}

func (p *presence) note(a about, waiting int, until time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range a.at {
		at := p.attendance(id)
		at.touched = time.Now()
		p.sameBrowser(at, a)
		if s := p.of(at, a); s != nil {
			s.note(a, waiting, until)
		}
	}
}

// at returns who is there at a game.
func (p *presence) at(id game.ID) game.Presence {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now(id, p.known(id), time.Now())
}

func (p *presence) now(id game.ID, at *attendance, now time.Time) (is game.Presence) {
	white, black := p.robots(id)
	if !white {
		is.White.Away, _ = p.away(at, rules.White, now)
	}
	if !black {
		is.Black.Away, _ = p.away(at, rules.Black, now)
	}
	is.Spectators = at.watching(now) + at.watchingElsewhere(now)
	return is
}

// watching counts the spectators on this server.
func (at *attendance) watching(now time.Time) (n int) {
	for _, s := range at.spectators {
		if s.there(now) {
			n++
		}
	}
	return n
}

// watching returns how many spectators a game has.
func (p *presence) watching(id game.ID) int { return p.at(id).Spectators }

// players returns the games at which a player is.
func (p *presence) players() []game.ID {
	p.mu.Lock()
	defer p.mu.Unlock()
	var ids []game.ID
	for id, at := range p.all() {
		if now := time.Now(); at.white.reads(now) || at.black.reads(now) {
			ids = append(ids, id)
		}
	}
	return ids
}

// run tells readers and the other servers who is there when that has changed,
// until ctx ends.
func (p *presence) run(ctx context.Context) {
	tick := time.NewTicker(tellEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			now := time.Now()
			for _, a := range p.news(now) {
				p.tell(a)
			}
			p.tellOthers(now)
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
	for id, at := range p.all() {
		if p.forget(at, now) {
			p.games.Remove(id)
			continue
		}
		if at.touched.Equal(now) {
			p.games.Get(id) // those with nobody there make room first
		}
		is := p.now(id, at, now)
		if is == at.told || at.touched.IsZero() {
			continue
		}
		at.told = is
		// A reader may come from another server, and know what that one told last.
		at.number = max(at.number+1, now.UnixMilli())
		if data, err := is.JSON(id, at.number, now); err == nil {
			news = append(news, game.NewAside(id, game.PresenceKind, at.number, now, data))
		}
	}
	return news
}
