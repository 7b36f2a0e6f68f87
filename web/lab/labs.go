package lab

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"sync"
	"time"

	"kibitz/game"
	"kibitz/game/failure"
	"kibitz/web/feed"
	"kibitz/web/limit"
	"kibitz/web/request"
)

// Errors of requests to a lab: there is none of that name; the request is malformed; all
// labs are in use; or all that the address may have are.
var (
	ErrNone = failure.New(failure.NotFound, "there is nothing at this address")
	ErrBad  = failure.New(failure.Malformed, "the lab cannot be set up like that")
	ErrMany = limit.NewUsedUp("all labs are taken; try again in half a minute", Rest)
	ErrOwn  = limit.NewUsedUp(fmt.Sprintf("%d labs are open from your network already; close one, or try again in half a minute", labsPerAddress), Rest)
)

// A Log is where the hub of the labs reads events of which it was not told.
type Log interface {
	Tail(ctx context.Context, id game.ID, after game.Version) ([]game.Event, error)
	TailAsOf(ctx context.Context, id game.ID, after game.Version, at time.Time) (events []game.Event, next time.Time, err error)
}

// A Hub is a feed.Hub over a Log that is told of new events.
type Hub interface {
	feed.Hub
	Announce(c game.Change)
}

// Config is what labs need.
type Config struct {
	NewHub   func(Log) Hub
	Feeds    *feed.Server
	Now      func() time.Time // by which games are played
	Stopping context.Context  // ends when the server is about to stop
	// Refuse answers a request with 503 and a problem.
	Refuse func(w http.ResponseWriter, detail string)
}

// Labs are all open labs. They are the [Log] and the feed.Viewer of their games. It may be
// used from many goroutines.
type Labs struct {
	config  Config
	hub     Hub
	running sync.WaitGroup // goroutines of the labs

	mu     sync.Mutex
	byName map[string]*lab
	byGame map[game.ID]*lab
}

// New returns Labs without any.
func New(c Config) *Labs {
	ls := &Labs{config: c, byName: make(map[string]*lab), byGame: make(map[game.ID]*lab)}
	ls.hub = c.NewHub(ls)
	return ls
}

// begin starts a lab for an address. The error is ErrMany if all are in use, ErrOwn if all
// that the address may have are.
func (ls *Labs) begin(address string, set settings) (*lab, error) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	own := 0
	for _, l := range ls.byName {
		if l.address == address {
			own++
		}
	}
	switch {
	case own >= labsPerAddress:
		if !ls.evict(func(l *lab) bool { return l.address == address }) {
			return nil, ErrOwn
		}
	case len(ls.byName) >= maxLabs:
		if !ls.evict(func(*lab) bool { return true }) {
			return nil, ErrMany
		}
	}
	name := rand.Text()
	l := newLab(ls, name, game.ID(rand.Text()[:8]), address, set)
	ls.byName[name], ls.byGame[l.game] = l, l
	ls.running.Go(l.run)
	return l, nil
}

// evict ends the lab that has been idle for longest, of those that may go and have been
// idle for a while, and reports whether there was one. The caller holds mu.
func (ls *Labs) evict(mayGo func(*lab) bool) bool {
	var oldest *lab
	longest := Rest
	for _, l := range ls.byName {
		if idle := l.idle(time.Now()); idle >= longest && mayGo(l) {
			oldest, longest = l, idle
		}
	}
	if oldest == nil {
		return false
	}
	ls.drop(oldest)
	return true
}

// drop ends a lab. The caller holds mu.
func (ls *Labs) drop(l *lab) {
	l.end()
	delete(ls.byName, l.name)
	delete(ls.byGame, l.game)
}

// forget is drop for callers without mu.
func (ls *Labs) forget(l *lab) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	ls.drop(l)
}

// of returns the lab that a request names.
func (ls *Labs) of(r *http.Request) (*lab, error) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if l := ls.byName[r.PathValue("lab")]; l != nil {
		return l, nil
	}
	return nil, ErrNone
}

// at returns the lab whose game has an id.
func (ls *Labs) at(id game.ID) (*lab, error) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if l := ls.byGame[id]; l != nil {
		return l, nil
	}
	return nil, game.ErrNotFound
}

// Tail is for [Log]. It returns the newest events after a version.
func (ls *Labs) Tail(_ context.Context, id game.ID, after game.Version) ([]game.Event, error) {
	l, err := ls.at(id)
	if err != nil {
		return nil, err
	}
	return l.after(after), nil
}

// TailAsOf is for [Log]. It is Tail, since nobody in a lab is kept behind.
func (ls *Labs) TailAsOf(ctx context.Context, id game.ID, after game.Version, _ time.Time) ([]game.Event, time.Time, error) {
	events, err := ls.Tail(ctx, id, after)
	return events, time.Time{}, err
}

// See is for feed.Viewer. It returns a lab's game as it stands, the same for everybody.
func (ls *Labs) See(_ context.Context, id game.ID, _ feed.Chair) (game.Snapshot, error) {
	l, err := ls.at(id)
	if err != nil {
		return game.Snapshot{}, err
	}
	return l.snapshot(), nil
}

// Open starts a lab with the settings of a request, and returns its state.
func (ls *Labs) Open(r *http.Request) (State, error) {
	f, err := request.ReadFields(r)
	if err != nil {
		return State{}, err
	}
	set, err := usual.with(f)
	if err != nil {
		return State{}, err
	}
	l, err := ls.begin(request.Address(r), set)
	if err != nil {
		return State{}, err
	}
	return l.tell(), nil
}

// Tell returns the state of the lab that a request names.
func (ls *Labs) Tell(r *http.Request) (State, error) {
	l, err := ls.of(r)
	if err != nil {
		return State{}, err
	}
	return l.tell(), nil
}

// Change changes the settings of a lab, breaks something or sends something, as a request
// asks for, and returns the lab's state.
func (ls *Labs) Change(r *http.Request) (State, error) {
	l, err := ls.of(r)
	if err != nil {
		return State{}, err
	}
	f, err := request.ReadFields(r)
	if err != nil {
		return State{}, err
	}
	if err := l.apply(f); err != nil {
		return State{}, err
	}
	return l.tell(), nil
}

// Wait waits until all labs have ended, once Stopping has.
func (ls *Labs) Wait() { ls.running.Wait() }
