package exhibition

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
)

// A museum is a log with one hall per server, on simulated time.
type museum struct {
	t     *testing.T
	games *gametest.Games
	told  *gametest.Announcer
	halls []*Hall
	stops []context.CancelFunc
}

func newMuseum(t *testing.T) *museum {
	return &museum{t: t, games: gametest.NewGames(), told: new(gametest.Announcer)}
}

// open starts one more server.
func (m *museum) open(watched func(...game.ID) bool) *Hall {
	h := NewHall(Options{
		Games: m.games, Service: game.NewService(m.games, m.told, time.Now), Now: time.Now,
		Failed: func(err error) { m.t.Errorf("the hall complains: %v", err) },
	})
	h.Start(m.t.Context())
	ctx, stop := context.WithCancel(m.t.Context())
	go h.Run(ctx, watched)
	m.t.Cleanup(stop)
	m.halls, m.stops = append(m.halls, h), append(m.stops, stop)
	return h
}

// after returns what is shown after a time with or without visitors.
func (m *museum) after(d time.Duration, looking bool) game.Exhibition {
	m.t.Helper()
	for end := time.Now().Add(d); time.Now().Before(end); {
		if looking {
			m.halls[len(m.halls)-1].Look()
		}
		time.Sleep(min(time.Minute, time.Until(end)))
	}
	synctest.Wait()
	e, err := m.games.Exhibition(m.t.Context(), time.Now().Add(-lively), Boards)
	if err != nil {
		m.t.Fatal(err)
	}
	return e
}

// plies returns how many moves have been made so far in all running exhibits.
func (m *museum) plies(e game.Exhibition) (n int) {
	for _, s := range e.Shown {
		snapshot, err := m.games.Snapshot(m.t.Context(), s.Game)
		if err != nil {
			m.t.Fatal(err)
		}
		n += snapshot.Ply
	}
	return n
}

// play begins a game between two people.
func (m *museum) play() {
	clock := gametest.NewClock()
	clock.Advance(time.Since(gametest.Start) - 2*time.Second)
	gametest.Table{Clock: clock}.Keep(m.t, m.games)
}

func TestThreeBoardsAreShownAtOnceAndMoveByThemselves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMuseum(t)
		m.open(nil)
		first := m.after(0, true)
		if len(first.Shown) != Boards {
			t.Fatalf("got %d boards, want %d", len(first.Shown), Boards)
		}
		before := m.plies(first)
		if want := headStarts[0] + headStarts[1] + headStarts[2]; before != want {
			t.Errorf("they begin with %d plies, want %d", before, want)
		}
		if made := m.plies(m.after(30*time.Second, true)) - before; made < 10 || made > 60 {
			t.Errorf("%d moves were made on three boards in 30 s, want about 25", made)
		}
	})
}

func TestGameThatEndsIsFollowedByTheNextOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMuseum(t)
		m.open(nil)
		var e game.Exhibition
		for range 3600 {
			e = m.after(time.Second, true)
			if n := len(e.Shown); n > Boards || n < Boards-1 { // one may have ended this instant
				t.Fatalf("%d boards are shown", n)
			}
		}
		if e.Last < 30 || e.Last > 90 {
			t.Errorf("after an hour the newest exhibit is %d, want about 60", e.Last)
		}
		for _, s := range e.Shown {
			if snapshot, err := m.games.Snapshot(t.Context(), s.Game); err != nil || snapshot.White.Name != numbered(s.Number).Tag("White") {
				t.Errorf("number %d is by %s, want %s", s.Number, snapshot.White.Name, numbered(s.Number).Tag("White"))
			}
		}
	})
}

func TestNothingHappensWhereNobodyLooks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMuseum(t)
		h := m.open(nil)
		rest := m.plies(m.after(attention+2*time.Second, false))
		m.games.FailBefore(func(call string) error {
			t.Errorf("%s is asked though nobody looks", call)
			return nil
		})
		time.Sleep(5 * time.Hour)
		synctest.Wait()
		m.games.FailBefore(nil)
		h.Look()
		time.Sleep(time.Second)
		e := m.after(0, false)
		if got := m.plies(e); got == rest || got > rest+2*Boards {
			t.Errorf("when somebody looks again %d moves were made at once, want one on each board", got-rest)
		}
	})
}

func TestFollowerIsAsGoodAsALook(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMuseum(t)
		m.open(func(ids ...game.ID) bool { return len(ids) > 0 })
		if e := m.after(time.Hour, false); e.Last < 10 {
			t.Errorf("only %d games were begun in an hour", e.Last)
		}
	})
}

func TestExhibitsMakeRoomForGamesThatArePlayed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMuseum(t)
		m.play()
		m.open(nil)
		if e := m.after(time.Second, true); e.Busy != 1 || len(e.Shown) != 2 {
			t.Fatalf("beside %d games %d exhibits are shown, want 1 and 2", e.Busy, len(e.Shown))
		}
		m.play()
		m.play()
		if e := m.after(time.Second, true); e.Busy != 3 || len(e.Shown) != 2 {
			t.Fatalf("beside %d games %d exhibits go on, want 3 and 2", e.Busy, len(e.Shown))
		}
		for range 2 {
			m.play()
			m.play()
			m.play()
			if e := m.after(lively-time.Minute, true); e.Last != 2 {
				t.Fatalf("exhibit %d has begun beside three games", e.Last)
			}
		}
		if e := m.after(0, true); len(e.Shown) != 0 {
			t.Errorf("%d exhibits go on; they should have come to their end", len(e.Shown))
		}
		if e := m.after(lively+time.Minute, true); len(e.Shown) == 0 {
			t.Error("nothing is shown though no game has had a move for long")
		}
	})
}

func TestOfManyServersOneMakesEachMoveAndAnotherGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMuseum(t)
		for range 3 {
			m.open(nil)
		}
		for _, h := range m.halls {
			h.Look()
		}
		e := m.after(time.Minute, true)
		if len(e.Shown) > Boards {
			t.Fatalf("three servers show %d boards", len(e.Shown))
		}
		before := len(m.told.Events())
		m.stops[0]()
		m.stops[1]()
		e = m.after(20*time.Second, true)
		if made := len(m.told.Events()) - before; made < 6 || made > 60 {
			t.Errorf("%d events were made by the one that is left in 20 s, want about 15", made)
		}
		for _, s := range e.Shown { // each move comes after the pause that it should have
			snapshot, err := m.games.Snapshot(t.Context(), s.Game)
			if err != nil {
				t.Fatal(err)
			}
			score := numbered(s.Number)
			for i, p := range snapshot.Plies {
				if p.UCI != score.Line.Moves[i].UCI {
					t.Fatalf("exhibit %d, ply %d is %s, want %s", s.Number, i+1, p.UCI, score.Line.Moves[i].UCI)
				}
				if (s.Number > Boards || i > headStarts[s.Number-1]) && p.At.Sub(snapshot.Plies[i-1].At) < pause(s.Number, score, i)-time.Millisecond {
					t.Errorf("exhibit %d, ply %d came after %v, too soon", s.Number, i+1, p.At.Sub(snapshot.Plies[i-1].At))
				}
			}
		}
	})
}

// An exhibit of another version of the program, whose score this one lacks.
func TestExhibitWithoutAScoreIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMuseum(t)
		g, events, err := game.NewExhibit(gametest.Score(t), game.Exhibit{Number: 9, Due: time.Now()}, 1, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if err := m.games.Import(t.Context(), []game.Begun{{Game: g, Events: events}}); err != nil {
			t.Fatal(err)
		}
		m.open(nil)
		m.after(time.Second, true)
		if got, err := m.games.Snapshot(t.Context(), g.Record().ID); err != nil || got.Reason != game.ByAbort {
			t.Errorf("got %s by %s, %v; want it aborted", got.Status, got.Reason, err)
		}
	})
}
