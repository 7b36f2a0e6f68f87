package web

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"kibitz/game"
	"kibitz/web/feed"
	"kibitz/web/request"
	"kibitz/web/view"
)

// The lab shows what a transport does, on a game that nobody plays: a metronome
// makes its moves, for one visitor, in memory only. The readers of that game are
// served by the same code as those of any other; what the visitor breaks there
// breaks nowhere else.

var (
	errBadLab   = errors.New("the lab cannot be set up like that")
	errManyLabs = errors.New("all labs are taken; try again in half a minute")
	errOwnLabs  = fmt.Errorf("%d labs are open from your network already; close one, or try again in half a minute", labsPerAddress)
)

// A Log is where the hub of the labs looks for what it has not heard of.
type Log interface {
	Tail(ctx context.Context, id game.ID, after game.Version) ([]game.Event, error)
	TailAsOf(ctx context.Context, id game.ID, after game.Version, at time.Time) (events []game.Event, next time.Time, err error)
}

// A Hub is a Feed over a Log that has to be told what is new there.
type Hub interface {
	feed.Hub
	Announce(e game.Event)
}

// labs are those that are open, by the names of their addresses. They are the
// Log and the viewer of their games.
type labs struct {
	hub      Hub
	stopping context.Context
	now      func() time.Time // by which games are played

	mu     sync.Mutex
	byName map[string]*lab
	byGame map[game.ID]*lab
}

func newLabs(hub func(Log) Hub, stopping context.Context, now func() time.Time) *labs {
	ls := &labs{stopping: stopping, now: now, byName: make(map[string]*lab), byGame: make(map[game.ID]*lab)}
	ls.hub = hub(ls)
	return ls
}

// open starts a lab for somebody at an address; errManyLabs if all are in use,
// errOwnLabs if all that the address may have are.
func (ls *labs) open(address string, set labSettings) (*lab, error) {
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
			return nil, errOwnLabs
		}
	case len(ls.byName) >= maxLabs:
		if !ls.evict(func(*lab) bool { return true }) {
			return nil, errManyLabs
		}
	}
	name := rand.Text()
	l := newLab(ls, name, game.ID(rand.Text()[:8]), address, set)
	ls.byName[name], ls.byGame[l.game] = l, l
	go l.run()
	return l, nil
}

// evict ends the lab that was left for longest of those that may go, if one was.
// The caller has the mutex.
func (ls *labs) evict(mayGo func(*lab) bool) bool {
	var oldest *lab
	longest := labRest
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
func (ls *labs) drop(l *lab) {
	l.end()
	delete(ls.byName, l.name)
	delete(ls.byGame, l.game)
}

func (ls *labs) forget(l *lab) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	ls.drop(l)
}

// of returns the lab that a request names.
func (ls *labs) of(r *http.Request) (*lab, error) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if l := ls.byName[r.PathValue("lab")]; l != nil {
		return l, nil
	}
	return nil, errNoPage
}

func (ls *labs) at(id game.ID) (*lab, error) {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	if l := ls.byGame[id]; l != nil {
		return l, nil
	}
	return nil, game.ErrNotFound
}

// Tail returns the newest events after a version.
func (ls *labs) Tail(_ context.Context, id game.ID, after game.Version) ([]game.Event, error) {
	l, err := ls.at(id)
	if err != nil {
		return nil, err
	}
	return l.after(after), nil
}

// TailAsOf is Tail: nobody in a lab is kept behind.
func (ls *labs) TailAsOf(ctx context.Context, id game.ID, after game.Version, _ time.Time) ([]game.Event, time.Time, error) {
	events, err := ls.Tail(ctx, id, after)
	return events, time.Time{}, err
}

// See returns a lab's game as it stands, for all the same.
func (ls *labs) See(_ context.Context, id game.ID, _ feed.Chair) (game.Snapshot, error) {
	l, err := ls.at(id)
	if err != nil {
		return game.Snapshot{}, err
	}
	return l.snapshot(), nil
}

// showLab is the page, which explains without scripts what it shows with them.
func (s *Server) showLab(w http.ResponseWriter, r *http.Request) error {
	page := view.LabPage{Load: loadResult(), URL: s.baseURL(r)}
	s.render(w, r, http.StatusOK, view.Lab(s.frame(r, "Transport lab"), page))
	return nil
}

// openLab starts a lab for a visitor.
func (s *Server) openLab(w http.ResponseWriter, r *http.Request) error {
	if err := s.byLab.Take(request.Address(r), 1); err != nil {
		return err
	}
	f, err := request.ReadFields(r)
	if err != nil {
		return err
	}
	set, err := usualLab.with(f)
	if err != nil {
		return err
	}
	l, err := s.labs.open(request.Address(r), set)
	if err != nil {
		return err
	}
	w.Header().Set("Location", l.path())
	return writeLab(w, http.StatusCreated, l)
}

// tellLab says how a lab stands, and what the server has counted there.
func (s *Server) tellLab(w http.ResponseWriter, r *http.Request) error {
	l, err := s.labs.of(r)
	if err != nil {
		return err
	}
	return writeLab(w, http.StatusOK, l)
}

// changeLab sets what the metronome does, and breaks or sends something.
func (s *Server) changeLab(w http.ResponseWriter, r *http.Request) error {
	l, err := s.labs.of(r)
	if err != nil {
		return err
	}
	f, err := request.ReadFields(r)
	if err != nil {
		return err
	}
	if err := l.obey(f); err != nil {
		return err
	}
	return writeLab(w, http.StatusOK, l)
}

func writeLab(w http.ResponseWriter, status int, l *lab) error {
	body, err := json.Marshal(l.tell())
	if err != nil {
		return err
	}
	writeJSON(w, status, body)
	return nil
}
