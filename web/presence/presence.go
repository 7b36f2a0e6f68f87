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
	// A player who has been away for less than this counts as there.
	notAway = 5 * time.Second
	// PollLease is how long somebody who polls counts as there after each request: a page
	// in the background polls every 10 s.
	PollLease = 12 * time.Second
	// HoldLease is how long somebody counts as there whose long poll was answered, and who
	// is about to ask again.
	HoldLease = 3 * time.Second
	// FarewellCounts is how much longer a page counts as closed that said so when it
	// closed.
	FarewellCounts = 10 * time.Second
	// How often readers are told who is there, at most.
	tellEvery = time.Second
	// A player without a script sends nothing while thinking, and must not lose by that:
	// such a player counts as there for as long as anybody thinks about a move.
	paperLease = 10 * time.Minute
	// How long a game is kept that nobody reads.
	forgetAfter = 30 * time.Second
)

// A Presence is the registry of who is at which game. It may be used from many
// goroutines.
type Presence struct {
	tell   func(*wire.Event)
	robots func(game.ID) (white, black bool) // reports which colors a computer plays, which is always there
	others Others                            // nil if there is no way to hear them
	alone  func() bool                       // reports whether there are no other servers

	mu         sync.Mutex
	games      *simplelru.LRU[game.ID, *attendance]
	spectators int // of all games
}

// A Visit is somebody who reads games.
type Visit struct {
	At     []game.ID   // games at which they count as there; boards can be followed without
	You    rules.Color // "" for a spectator
	Script bool        // reads all the time, as the script of a page does
	From   request.Identity
}

// An attendance is who is there at one game.
type attendance struct {
	white, black activity
	spectators   map[request.Digest]*spectator // by their pages
	byAddress    map[string]int                // of spectators
	begun        time.Time                     // when this began; who was there before is not known
	told         game.Presence                 // what readers were told last
	number       int64                         // of that
	touched      time.Time                     // when somebody was there last, on this server; zero if that is long ago
	elsewhere
}

// New returns a registry that tells readers of changes through tell. robots reports which
// colors of a game a computer plays, which is always there. others is nil if the server
// has no way to hear other servers; alone reports whether there are none. Call
// [Presence.Run] to start it.
func New(tell func(*wire.Event), robots func(game.ID) (white, black bool), others Others, alone func() bool) *Presence {
	p := &Presence{tell: tell, robots: robots, others: others, alone: alone}
	p.games = cache.NewLRU(maxAttendances, func(_ game.ID, at *attendance) { p.spectators -= len(at.spectators) })
	if others != nil {
		others.OnHere(p.hear)
	}
	return p
}

// Enter notes that somebody begins to read, until Leave.
func (p *Presence) Enter(v Visit) { p.note(v, 1, time.Time{}) }

// Leave notes that somebody has stopped reading. They count as there until a time, which
// may have passed.
func (p *Presence) Leave(v Visit, until time.Time) { p.note(v, -1, until) }

// Seen notes that somebody was there just now.
func (p *Presence) Seen(v Visit) { p.note(v, 0, time.Now().Add(PollLease)) }

// Loaded notes that somebody was sent a page. If its script runs, a reader follows.
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

// At returns who is at a game, on all servers.
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

// watching counts the spectators on this server.
func (at *attendance) watching(now time.Time) (n int) {
	for _, s := range at.spectators {
		if s.there(now) {
			n++
		}
	}
	return n
}

// Watching returns how many spectators a game has, on all servers.
func (p *Presence) Watching(id game.ID) int { return p.At(id).Spectators }

// Players returns the games that a player reads on this server.
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

// Run tells readers and the other servers who is there whenever that has changed, until
// ctx ends.
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

// news returns what readers are to be told, and forgets who has left.
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
			p.games.Get(id) // makes it the newest: games with nobody there are dropped first
		}
		is := p.now(id, at, now)
		if is == at.told || at.touched.IsZero() {
			continue
		}
		at.told = is
		// The number rises with the time, since a reader may come from another server
		// with the number of what that one told last.
		at.number = max(at.number+1, now.UnixMilli())
		if told, err := wire.NewPresence(id, is, at.number, now); err == nil {
			news = append(news, told)
		}
	}
	return news
}
