package livetest

import (
	"context"
	"sync"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/live"
)

// A Witness is an audience that remembers. Its methods may be called from many
// goroutines.
type Witness struct {
	gametest.Announcer

	mu     sync.Mutex
	rouses int
}

var _ live.Audience = (*Witness)(nil)

// Rouse counts.
func (w *Witness) Rouse() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.rouses++
}

// Rouses returns how often it was roused.
func (w *Witness) Rouses() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.rouses
}

// Until waits until a condition holds, and fails the test if that takes too long. It
// polls often compared with what tests wait for.
func Until(t testing.TB, what string, is func() bool) {
	t.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for late := time.After(patience); !is(); {
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("not within %v: %s", patience, what)
		}
	}
}

// Up waits until servers hear the others.
func Up(t testing.TB, members ...*Member) {
	t.Helper()
	for _, m := range members {
		Until(t, "the other servers are heard", func() bool { return !m.Shared.Since().IsZero() })
	}
}

// Down waits until servers know that they do not hear the others.
func Down(t testing.TB, members ...*Member) {
	t.Helper()
	for _, m := range members {
		Until(t, "the other servers are not heard", func() bool { return m.Shared.Since().IsZero() })
	}
}

// Follow reads a game on a server until the test ends, and checks that every
// event comes once and in order. The channel receives the versions as they come.
func Follow(t testing.TB, m *Member, id game.ID, after game.Version) <-chan game.Version {
	ctx, cancel := context.WithCancel(context.Background())
	seen := make(chan game.Version, 10_000)
	var reading sync.WaitGroup
	reading.Go(func() {
		f, err := m.Hub.Follow(game.Cursor{Game: id, After: after, Aside: game.NoAside})
		if err != nil {
			t.Error(err)
			return
		}
		defer f.Close()
		for ctx.Err() == nil {
			_, events, err := f.Next(ctx)
			if err != nil {
				if ctx.Err() == nil {
					t.Errorf("reading after %d: %v", after, err)
				}
				return
			}
			for _, e := range events {
				if e.Version != after+1 {
					t.Errorf("got version %d after %d", e.Version, after)
				}
				after = e.Version
				seen <- after
			}
		}
	})
	t.Cleanup(func() { cancel(); reading.Wait() })
	return seen
}

// See waits until a reader has come to a version.
func See(t testing.TB, seen <-chan game.Version, until game.Version) {
	t.Helper()
	for late := time.After(patience); ; {
		select {
		case v := <-seen:
			if v >= until {
				return
			}
		case <-late:
			t.Fatalf("version %d was not seen within %v", until, patience)
		}
	}
}

func serversHearEachOther(t *testing.T, w Way) {
	games := gametest.NewGames()
	id, _ := gametest.Table{}.Keep(t, games)
	here, there := new(Witness), new(Witness)
	a, b := Join(games, w.New(t), here), Join(games, w.New(t), there)
	type told struct {
		id game.ID
		is game.Here
	}
	at := make(chan told, 10)
	b.Shared.OnHere(func(_ string, id game.ID, is game.Here) { at <- told{id, is} })
	Up(t, a.Run(t), b.Run(t))
	if _, err := a.Service.Play(t.Context(), id, gametest.Ann.ID, "e4", 2, game.Timing{}); err != nil {
		t.Fatal(err)
	}
	a.Listeners.Doubt(id)
	want := told{id, game.Here{White: game.Sign{There: true}, Spectators: 3}}
	a.Shared.TellHere(id, want.is)
	select {
	case got := <-at:
		if got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	case <-time.After(patience):
		t.Fatal("nothing was heard of who is there")
	}
	for _, w := range []*Witness{here, there} { // all of one game comes in order, so it is there
		if events, doubts := w.Events(), w.Doubts(); len(events) != 1 || events[0].Version != 3 || len(doubts) != 1 || doubts[0] != id {
			t.Errorf("got %v and doubts of %v, want version 3 and one doubt", events, doubts)
		}
	}
}

func cutHoldsUpNothing(t *testing.T, w Way) {
	games := gametest.NewGames()
	id, events := gametest.Table{}.Keep(t, games)
	there := new(Witness)
	a, b := Join(games, w.New(t)).Run(t), Join(games, w.New(t), there).Run(t)
	Up(t, a, b)
	w.Cut()
	Down(t, a, b)
	begin := time.Now()
	for range 20_000 {
		a.Shared.Announce(game.Change{Event: events[1]})
	}
	if took := time.Since(begin); took > patience {
		t.Errorf("20,000 announcements took %v", took)
	}
	Until(t, "letters are dropped", func() bool { return a.Shared.Stats().Dropped > 0 })
	back := b.Shared.Stats().Rouses[live.RousedBack]
	w.Mend()
	Up(t, a, b)
	Until(t, "the other server looks again", func() bool { return b.Shared.Stats().Rouses[live.RousedBack] > back })
	a.Shared.Doubt(id)
	Until(t, "the other server hears again", func() bool { return len(there.Doubts()) > 0 })
}

func readersMissNothing(t *testing.T, w Way) {
	games := gametest.NewGames()
	id, _ := gametest.Table{}.Keep(t, games)
	a, b := Join(games, w.New(t)).Run(t), Join(games, w.New(t)).Run(t)
	Up(t, a, b)
	seen := Follow(t, b, id, 2)
	version := game.Version(2)
	play := func() {
		t.Helper()
		for range 4 {
			who := []game.PlayerID{gametest.Ann.ID, gametest.Bob.ID}[(version-2)%2]
			move := []string{"Nf3", "Nf6", "Ng1", "Ng8"}[(version-2)%4]
			if _, err := a.Service.Play(t.Context(), id, who, move, version, game.Timing{}); err != nil {
				t.Fatal(err)
			}
			version++
		}
		See(t, seen, version)
	}
	play()
	w.Cut()
	play()
	w.Mend()
	Up(t, a, b)
	play()
}
