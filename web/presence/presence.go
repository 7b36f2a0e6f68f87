package presence

import (
	"context"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"

	"kibitz/game"
	"kibitz/game/rules"
	"kibitz/game/wire"
	"kibitz/web/cache"
	"kibitz/web/request"
)

const (
	// A player who has been away for less than this is shown as there.
	notAway = 5 * time.Second
	// PollLease is how long one who asks now and then is there after each request: a
	// page in the background asks every 10 s.
	PollLease = 12 * time.Second
	// HoldLease is how long one is there whose held request was answered, and who is
	// about to ask again.
	HoldLease = 3 * time.Second
	// FarewellCounts is by how much longer a page counts as closed that was closed on
	// purpose.
	FarewellCounts = 10 * time.Second
	// How often it is told who is there, at most.
	tellEvery = time.Second
	// A player without a script shows no life while thinking, which is no reason
	// to lose: such a one is there for as long as anybody thinks.
	paperLease = 10 * time.Minute
	// A game that nobody has read for so long is forgotten.
	forgetAfter = 30 * time.Second
)

// A Presence is the registry of who is there. It may be used from many
// goroutines.
type Presence struct {
	tell   func(*wire.Event)
	robots func(game.ID) (white, black bool) // at which colors a computer plays, which is always there
	others Others                            // nil if none can be heard
	alone  func() bool                       // whether there are none

	mu         sync.Mutex
	games      *simplelru.LRU[game.ID, *attendance]
	spectators int // of all games
}

// A Visit is who reads games, and as whom.
type Visit struct {
	At     []game.ID   // at which the reader is there: one may follow boards without
	You    rules.Color // nobody's color is a spectator's
	Script bool        // reads all the time, as a page's script does
	From   request.Identity
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

// New returns a registry that tells readers of changes through tell. robots says at
// which colors of a game a computer plays, which is always there; others is nil for
// a server that hears none, and alone reports whether there are none. [Presence.Run]
// starts it.
func New(tell func(*wire.Event), robots func(game.ID) (white, black bool), others Others, alone func() bool) *Presence {
	p := &Presence{tell: tell, robots: robots, others: others, alone: alone}
	p.games = cache.NewLRU(maxAttendances, func(_ game.ID, at *attendance) { p.spectators -= len(at.spectators) })
	if others != nil {
		others.OnHere(p.hear)
	}
	return p
}

// Enter notes that somebody reads a game, until leave.
func (p *Presence) Enter(v Visit) { p.note(v, 1, time.Time{}) }

// Leave notes that somebody does not read any more, and is there until a time,
// which may have passed.
func (p *Presence) Leave(v Visit, until time.Time) { p.note(v, -1, until) }

// Seen notes that somebody was there just now.
func (p *Presence) Seen(v Visit) { p.note(v, 0, time.Now().Add(PollLease)) }

// Loaded notes that somebody was sent a page. If it has a script, that reads.
func (p *Presence) Loaded(v Visit) {
	p.mu.Lock()
	if v.You != "" {
		p.of(p.attendance(v.At[0]), v).scripted = false
	}
	p.mu.Unlock()
	p.Seen(v)
}

func (p *Presence) note(v Visit, waiting int, until time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, id := range v.At {
		at := p.attendance(id)
		at.touched = time.Now()
		p.sameBrowser(at, v)
		if s := p.of(at, v); s != nil {
			s.note(v, waiting, until)
		}
	}
}

// At returns who is there at a game.
func (p *Presence) At(id game.ID) game.Presence {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.now(id, p.known(id), time.Now())
}

func (p *Presence) now(id game.ID, at *attendance, now time.Time) (is game.Presence) {
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

// Watching counts the spectators on this server.
func (at *attendance) watching(now time.Time) (n int) {
	for _, s := range at.spectators {
		if s.there(now) {
			n++
		}
	}
	return n
}

// Watching returns how many spectators a game has.
func (p *Presence) Watching(id game.ID) int { return p.At(id).Spectators }

// Players returns the games at which a player is.
func (p *Presence) Players() []game.ID {
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

// Run tells readers and the other servers who is there when that has changed,
// until ctx ends.
func (p *Presence) Run(ctx context.Context) {
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
func (p *Presence) news(now time.Time) []*wire.Event {
	p.mu.Lock()
	defer p.mu.Unlock()
	var news []*wire.Event
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
		if told, err := wire.NewPresence(id, is, at.number, now); err == nil {
			news = append(news, told)
		}
	}
	return news
}
