package gametest

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"kibitz/game"
)

// A hall is a few servers on the same games, by their services.
type hall struct {
	t         *testing.T
	games     []game.Games // the same, as each server reaches them
	servers   []*game.Service
	announcer *Announcer
	newPlayer func() game.Player
	clock     *Clock
}

func newHall(t *testing.T, servers []game.Games, newPlayer func() game.Player) *hall {
	h := &hall{t: t, games: servers, announcer: new(Announcer), newPlayer: newPlayer, clock: NewClock()}
	for _, games := range servers {
		h.servers = append(h.servers, game.NewService(games, h.announcer, h.clock.Now))
	}
	return h
}

// open returns an open game of p's.
func (h *hall) open(p game.Player, seek bool) game.ID {
	h.t.Helper()
	s, err := h.servers[0].Create(h.t.Context(), game.Setup{Creator: p, Seek: seek})
	if err != nil {
		h.t.Fatalf("creating a game: %v", err)
	}
	return s.Game
}

// A joiner asks for a game.
type joiner struct {
	p  game.Player
	id game.ID
}

// join has all of them ask at once, by different servers, and returns their errors.
func (h *hall) join(joiners ...joiner) []error {
	errs := make([]error, len(joiners))
	var all sync.WaitGroup
	begin := make(chan struct{})
	for i, j := range joiners {
		all.Go(func() {
			<-begin
			_, errs[i] = h.servers[i%len(h.servers)].Join(h.t.Context(), j.id, j.p)
		})
	}
	close(begin)
	all.Wait()
	return errs
}

// want checks the status of games, and that each of them was told as it is in the
// log, whose versions have no holes.
func (h *hall) want(status game.Status, ids ...game.ID) {
	h.t.Helper()
	told := map[game.ID][]game.Event{}
	for _, e := range h.announcer.Events() {
		told[e.Game] = append(told[e.Game], e)
	}
	for _, id := range ids {
		log, err := h.games[0].EventsSince(h.t.Context(), id, 0)
		if err != nil {
			h.t.Fatalf("EventsSince(%s): %v", id, err)
		}
		sameVersions(h.t, "the log", log, upTo(1, game.Version(len(log))))
		sameEvents(h.t, "what was told", told[id], log)
		last := log[len(log)-1]
		if last.Status != status {
			h.t.Errorf("game %s is %s, want %s", id, last.Status, status)
		}
		if status == game.Over && (last.Kind != game.Aborted || last.By != log[0].By || last.Reason != game.ByAbort) {
			h.t.Errorf("game %s ended by %s by %q, want an abort by its creator, %q", id, last.Kind, last.By, log[0].By)
		}
	}
}

// RaceJoins has players join each other's games at once, by several servers on the
// same games.
func RaceJoins(t *testing.T, servers []game.Games, newPlayer func() game.Player) {
	t.Helper()
	for _, test := range []struct {
		name string
		run  func(*hall)
	}{
		{"of five seeks that are joined at once one begins", fiveJoined},
		{"two who join each other's seeks begin one game", eachOther},
		{"who is joined while joining begins one game", joinedWhileJoining},
		{"who joins two seeks at once begins one game", twoAtOnce},
		{"three in a circle", circle},
		{"friends' games begin whatever is joined in the lobby", friends},
	} {
		t.Run(test.name, func(t *testing.T) {
			for range 10 {
				test.run(newHall(t, servers, newPlayer))
			}
		})
	}
}

// fiveJoined has five people join the five seeks of one player, each of them with a seek
// too, while both servers note who waits.
func fiveJoined(h *hall) {
	creator := h.newPlayer()
	var joiners []joiner
	var theirs []game.ID
	for range game.MaxSeeks {
		p := h.newPlayer()
		joiners = append(joiners, joiner{p, h.open(creator, true)})
		theirs = append(theirs, h.open(p, true))
	}
	stop := h.sign(joiners, theirs)
	errs := h.join(joiners...)
	stop()
	var begun int
	for i, err := range errs {
		switch {
		case err == nil:
			begun++
			h.want(game.Playing, joiners[i].id)
			h.want(game.Over, theirs[i])
		case errors.Is(err, game.ErrWithdrawn):
			h.want(game.Over, joiners[i].id)
			h.want(game.Open, theirs[i])
		default:
			h.t.Errorf("joiner %d: got %v, want ErrWithdrawn", i, err)
		}
	}
	if begun != 1 {
		h.t.Errorf("%d of the seeks began, want 1: %v", begun, errs)
	}
}

// sign has each server note again and again who waits, each in another order,
// until it is told to stop.
func (h *hall) sign(joiners []joiner, more []game.ID) (stop func()) {
	ids := slices.Clone(more)
	for _, j := range joiners {
		ids = append(ids, j.id)
	}
	ctx, cancel := context.WithCancel(h.t.Context())
	var all sync.WaitGroup
	for i, games := range h.games {
		mine, at := slices.Clone(ids), h.clock.Now()
		if i%2 == 1 {
			slices.Reverse(mine)
		}
		all.Go(func() {
			for ctx.Err() == nil {
				at = at.Add(time.Millisecond)
				if err := games.(lobby).Sign(h.t.Context(), mine, at); err != nil {
					h.t.Errorf("signing: %v", err)
					return
				}
			}
		})
	}
	return func() { cancel(); all.Wait() }
}

// oneBegins has all join at once, and wants that one begins and the others are refused.
func (h *hall) oneBegins(joiners ...joiner) (begun int) {
	h.t.Helper()
	errs := h.join(joiners...)
	begun = -1
	for i, err := range errs {
		switch {
		case err == nil && begun < 0:
			begun = i
		case !errors.Is(err, game.ErrWithdrawn) && !errors.Is(err, game.ErrPaired):
			h.t.Errorf("joiner %d: got %v, want ErrWithdrawn or ErrPaired", i, err)
		}
	}
	if begun < 0 {
		h.t.Fatalf("no game began: %v", errs)
	}
	h.want(game.Playing, joiners[begun].id)
	return begun
}

func eachOther(h *hall) {
	ann, bob := h.newPlayer(), h.newPlayer()
	anns, bobs := h.open(ann, true), h.open(bob, true)
	begun := h.oneBegins(joiner{ann, bobs}, joiner{bob, anns})
	h.want(game.Over, []game.ID{anns, bobs}[begun])
}

func joinedWhileJoining(h *hall) {
	ann, bob, cem := h.newPlayer(), h.newPlayer(), h.newPlayer()
	anns, cems := h.open(ann, true), h.open(cem, true)
	if h.oneBegins(joiner{ann, cems}, joiner{bob, anns}) == 0 {
		h.want(game.Over, anns)
	} else {
		h.want(game.Open, cems)
	}
}

func twoAtOnce(h *hall) {
	ann, bob, cem := h.newPlayer(), h.newPlayer(), h.newPlayer()
	bobs, cems := h.open(bob, true), h.open(cem, true)
	begun := h.oneBegins(joiner{ann, bobs}, joiner{ann, cems})
	h.want(game.Open, []game.ID{cems, bobs}[begun])
	h.clock.Advance(5 * time.Second) // which is long enough for whoever joins on purpose
	if err := h.join(joiner{ann, []game.ID{cems, bobs}[begun]})[0]; err != nil {
		h.t.Errorf("joining another one later: %v", err)
	}
}

func circle(h *hall) {
	ann, bob, cem := h.newPlayer(), h.newPlayer(), h.newPlayer()
	anns, bobs, cems := h.open(ann, true), h.open(bob, true), h.open(cem, true)
	h.oneBegins(joiner{ann, bobs}, joiner{bob, cems}, joiner{cem, anns})
}

func friends(h *hall) {
	ann, bob, cem := h.newPlayer(), h.newPlayer(), h.newPlayer()
	seek, one, two := h.open(ann, true), h.open(ann, false), h.open(bob, false)
	bobs := h.open(bob, true)
	errs := h.join(joiner{cem, one}, joiner{cem, two})
	if err := errors.Join(errs...); err != nil {
		h.t.Errorf("friends: %v", err)
	}
	h.want(game.Playing, one, two)
	h.want(game.Over, seek, bobs)
}

// joinsRace are RaceJoins on one server.
func joinsRace(t *testing.T, s *suite) {
	RaceJoins(t, []game.Games{s.games, s.games}, s.newPlayer)
}

// joinKeepsAllOrNothing looks at what a join is given, and at what is kept of it.
func joinKeepsAllOrNothing(t *testing.T, s *suite) {
	h := newHall(t, []game.Games{s.games}, s.newPlayer)
	ann, bob, cem := s.newPlayer(), s.newPlayer(), s.newPlayer()
	link, first, second, bobs, cems := h.open(ann, false), h.open(ann, true), h.open(ann, true), h.open(bob, true), h.open(cem, true)
	all := []game.ID{link, first, second, bobs, cems}
	others := slices.Sorted(slices.Values([]game.ID{second, bobs}))
	var events []game.Event
	join := func(then error, withdrawn ...game.ID) error {
		return s.games.Join(t.Context(), first, bob.ID, func(p *game.Pairing) ([]game.Event, error) {
			var got []game.ID
			for _, seek := range p.Seeks {
				got = append(got, seek.Record().ID)
			}
			if p.Game.Record().ID != first || !slices.Equal(got, others) || !p.Found.IsZero() {
				t.Errorf("joining %s: got game %s, seeks %v, found %v; want seeks %v, and none found", first, p.Game.Record().ID, got, p.Found, others)
			}
			e, err := p.Game.Join(bob, h.clock.Now())
			events = []game.Event{e}
			for i, seek := range p.Seeks {
				if slices.Contains(withdrawn, got[i]) {
					e, more := seek.Abort(seek.Record().White.ID+seek.Record().Black.ID, h.clock.Now())
					events, err = append(events, e), errors.Join(err, more)
				}
			}
			return events, errors.Join(err, then)
		})
	}
	if err := join(errRefused, second, bobs); !errors.Is(err, errRefused) {
		t.Errorf("a join that fails: got %v, want the error of its function", err)
	}
	h.want(game.Open, all...)
	err := s.games.Join(t.Context(), first, bob.ID, func(p *game.Pairing) ([]game.Event, error) {
		e, err := p.Game.Join(bob, h.clock.Now())
		e.Game = cems
		return []game.Event{e}, err
	})
	if err == nil {
		t.Error("an event of another game: got no error")
	}
	h.want(game.Open, all...)
	if err := join(nil, bobs); err != nil {
		t.Fatalf("Join: %v", err)
	}
	for _, e := range events {
		h.announcer.Announce(game.Change{Event: e})
	}
	h.want(game.Playing, first)
	h.want(game.Over, bobs)
	h.want(game.Open, link, second, cems) // only what an event says has changed
	err = s.games.Join(t.Context(), cems, bob.ID, func(p *game.Pairing) ([]game.Event, error) {
		if p.Found != events[0].At {
			t.Errorf("found: got %v, want when the game was joined, %v", p.Found, events[0].At)
		}
		return nil, errRefused
	})
	if !errors.Is(err, errRefused) {
		t.Errorf("got %v, want the error of the function", err)
	}
	err = s.games.Join(t.Context(), "nothere1", bob.ID, func(*game.Pairing) ([]game.Event, error) { return nil, nil })
	if !errors.Is(err, game.ErrNotFound) {
		t.Errorf("joining no game: got %v, want ErrNotFound", err)
	}
}
