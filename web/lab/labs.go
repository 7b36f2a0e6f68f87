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

// Errors of a request to a lab: there is none of that name, it asks for what cannot
// be, all labs are in use, or all that its address may have are.
var (
	ErrNone = failure.New(failure.NotFound, "there is nothing at this address")
	ErrBad  = failure.New(failure.Malformed, "the lab cannot be set up like that")
	ErrMany = limit.NewUsedUp("all labs are taken; try again in half a minute", Rest)
	ErrOwn  = limit.NewUsedUp(fmt.Sprintf("%d labs are open from your network already; close one, or try again in half a minute", labsPerAddress), Rest)
)

// A Log is where the hub of the labs looks for what it has not heard of.
type Log interface {
	Tail(ctx context.Context, id game.ID, after game.Version) ([]game.Event, error)
	TailAsOf(ctx context.Context, id game.ID, after game.Version, at time.Time) (events []game.Event, next time.Time, err error)
}

// A Hub is a feed.Hub over a Log that has to be told what is new there.
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
	// Refuse answers a request as a server does that cannot, with a problem.
	Refuse func(w http.ResponseWriter, detail string)
}

// Labs are those that are open, by the names of their addresses. They are the
// Log and the viewer of their games.
type Labs struct {
	config  Config
	hub     Hub
	running sync.WaitGroup // their metronomes, and what talks in them

	mu     sync.Mutex
	byName map[string]*lab
	byGame map[game.ID]*lab
}

// New returns labs of which none is open.
func New(c Config) *Labs {
	ls := &Labs{config: c, byName: make(map[string]*lab), byGame: make(map[game.ID]*lab)}
	ls.hub = c.NewHub(ls)
	return ls
}

// begin starts a lab for somebody at an address; ErrMany if all are in use,
// ErrOwn if all that the address may have are.
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

// evict ends the lab that was left for longest of those that may go, if one was.
// The caller has the mutex.
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

// drop ends a lab. The caller has the mutex.
func (ls *Labs) drop(l *lab) {
	l.end()
	delete(ls.byName, l.name)
	delete(ls.byGame, l.game)
}

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

func (ls *Labs) at(id game.ID) (*lab, error) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if l := ls.byGame[id]; l != nil {
		return l, nil
	}
	return nil, game.ErrNotFound
}

// Tail returns the newest events after a version.
func (ls *Labs) Tail(_ context.Context, id game.ID, after game.Version) ([]game.Event, error) {
	l, err := ls.at(id)
	if err != nil {
		return nil, err
	}
	return l.after(after), nil
}

// TailAsOf is Tail: nobody in a lab is kept behind.
func (ls *Labs) TailAsOf(ctx context.Context, id game.ID, after game.Version, _ time.Time) ([]game.Event, time.Time, error) {
	events, err := ls.Tail(ctx, id, after)
	return events, time.Time{}, err
}

// See returns a lab's game as it stands, for all the same.
func (ls *Labs) See(_ context.Context, id game.ID, _ feed.Chair) (game.Snapshot, error) {
	l, err := ls.at(id)
	if err != nil {
		return game.Snapshot{}, err
	}
	return l.snapshot(), nil
}

// Open starts a lab as a request asks for, and returns how it stands.
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

// Tell returns how the lab stands that a request names, and what was counted there.
func (ls *Labs) Tell(r *http.Request) (State, error) {
	l, err := ls.of(r)
	if err != nil {
		return State{}, err
	}
	return l.tell(), nil
}

// Change sets what the metronome of a lab does, and breaks or sends something, as a
// request asks for.
func (ls *Labs) Change(r *http.Request) (State, error) {
	l, err := ls.of(r)
	if err != nil {
		return State{}, err
	}
	f, err := request.ReadFields(r)
	if err != nil {
		return State{}, err
	}
	if err := l.obey(f); err != nil {
		return State{}, err
	}
	return l.tell(), nil
}

// Wait waits until all labs have ended, once Stopping has.
func (ls *Labs) Wait() { ls.running.Wait() }
