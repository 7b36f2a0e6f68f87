package game_test

import (
	"sync"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
)

func TestFifteenSecondsAreGivenToTheOpponent(t *testing.T) {
	t.Parallel()
	ann, bob := gametest.Ann.ID, gametest.Bob.ID
	for _, test := range []struct {
		name         string
		tc           game.TimeControl
		moves        string
		wait         time.Duration // since the last move
		by           game.PlayerID
		white, black time.Duration // after it; 0: refused
	}{
		{"to the side that waits", control(60, 0), "e4 e5", ms(7_000), ann, ms(53_000), ms(75_000)},
		{"to the side that thinks", control(60, 0), "e4 e5", ms(7_000), bob, ms(68_000), ms(60_000)},
		{"before both have moved", control(60, 0), "", ms(7_000), bob, ms(75_000), ms(60_000)},
		{"to a side whose flag waits", control(60, 0), "e4 e5", ms(61_000), bob, ms(14_000), ms(60_000)},
		{"under two hours", control(7199, 0), "e4 e5", 0, ann, ms(7_199_000), ms(7_214_000)},
		{"at two hours", control(7200, 0), "e4 e5", ms(1), ann, 0, 0},
		{"under two hours by thinking", control(7200, 0), "e4 e5", ms(1), bob, ms(7_214_999), ms(7_200_000)},
		{"without a clock", control(0, 0), "e4 e5", ms(1), ann, 0, 0},
	} {
		b := sit(t, gametest.Table{Control: test.tc, Moves: test.moves})
		running, before := b.Record().Clock.Running, b.Deadline()
		e, err := b.GiveTime(test.by, 0, 0, b.in(test.wait))
		if test.white == 0 {
			wantError(t, test.name, err, game.ErrNoMoreTime)
			continue
		}
		do(t)(e, err)
		b.wantClock(test.name, test.white, test.black, running)
		if r := b.Record(); e.Kind != game.TimeGiven || e.By != r.ColorOf(test.by) || e.Clock != r.Clock {
			t.Errorf("%s: got %+v, want time by %s", test.name, e, r.ColorOf(test.by))
		}
		moved := ms(0)
		if running == rules.White && test.by == bob {
			moved = 15 * time.Second
		}
		if got := b.Deadline().Sub(before); got != moved {
			t.Errorf("%s: the deadline moved by %v, want %v", test.name, got, moved)
		}
	}
}

// Time given to the side to move is on its clock after the move.
func TestTimeThatIsGivenIsNotLostWithTheMove(t *testing.T) {
	t.Parallel()
	b := sit(t, gametest.Table{Control: control(10, 1), Moves: "e4 e5"})
	for range 3 {
		do(t)(b.GiveTime(gametest.Bob.ID, 0, 0, b.in(ms(2_000))))
	}
	b.plays(ms(46_999), "Nf3") // 10 + 45 − 53 s
	b.wantClock("after the move", ms(3_001), ms(10_000), rules.Black)
}

// Versions: 1 created, 2 joined, 3 e4, 4 e5.
func TestTimeThatIsAskedForAgainIsGivenOnce(t *testing.T) {
	t.Parallel()
	ann, bob := gametest.Ann.ID, gametest.Bob.ID
	for _, test := range []struct {
		name  string
		after func(h house, id game.ID) // between the two
	}{
		{"at once", func(house, game.ID) {}},
		{"after a move", func(h house, id game.ID) { do(t)(h.Play(t.Context(), id, ann, "Nf3", 0, game.Timing{})) }},
		{"after the end", func(h house, id game.ID) { do(t)(h.Do(t.Context(), id, bob, game.DoResign, "")) }},
		{"after more time, of both", func(h house, id game.ID) {
			do(t)(h.GiveTime(t.Context(), id, ann, 5))
			do(t)(h.GiveTime(t.Context(), id, bob, 4))
		}},
		{"after much talk", func(h house, id game.ID) {
			for range 2 * game.MaxBehind {
				do(t)(h.Say(t.Context(), id, gametest.Bob, game.PlayersRoom, "hello"))
			}
		}},
	} {
		h := newHouse()
		id := h.startedWith(t, control(60, 0), "e4 e5")
		first := do(t)(h.GiveTime(t.Context(), id, ann, 4))
		if first.Kind != game.TimeGiven || first.Version != 5 || first.Seen != 4 {
			t.Fatalf("%s: got %+v, want time as version 5 that answers 4", test.name, first)
		}
		test.after(h, id)
		log, told := h.log(t, id), len(h.announcer.Events())
		for range 3 {
			if again := do(t)(h.GiveTime(t.Context(), id, ann, 4)); again != first {
				t.Errorf("%s, sent again:\ngot  %+v\nwant %+v", test.name, again, first)
			}
		}
		if got := h.log(t, id); len(got) != len(log) || len(h.announcer.Events()) != told {
			t.Errorf("%s: got %d events and %d announced, want %d and %d", test.name, len(got), len(h.announcer.Events()), len(log), told)
		}
	}
}

// A request that is not a copy takes effect: another player's, one at another
// version, and any without a version.
func TestTimeThatIsAskedForAnewIsGiven(t *testing.T) {
	t.Parallel()
	h := newHouse()
	id := h.startedWith(t, control(60, 0), "e4 e5")
	ann, bob := gametest.Ann.ID, gametest.Bob.ID
	for i, ask := range []struct {
		by   game.PlayerID
		seen game.Version
	}{{ann, 4}, {bob, 4}, {ann, 5}, {ann, 0}, {ann, 0}, {bob, 1}} {
		if e := do(t)(h.GiveTime(t.Context(), id, ask.by, ask.seen)); e.Version != game.Version(5+i) || e.Seen != ask.seen {
			t.Errorf("%s at %d: got version %d at %d, want %d", ask.by, ask.seen, e.Version, e.Seen, 5+i)
		}
	}
	for seen, want := range map[game.Version]error{-1: game.ErrBadCursor, 11: game.ErrAhead} {
		_, err := h.GiveTime(t.Context(), id, ann, seen)
		wantError(t, "at a version that is none", err, want)
		_, err = h.GiveTime(t.Context(), id, cat.ID, seen)
		wantError(t, "a stranger at a version that is none", err, game.ErrNotPlayer)
	}
}

// Sixteen copies at once, as two presses and an impatient network send them.
func TestCopiesOfARequestForTimeMakeOneEvent(t *testing.T) {
	t.Parallel()
	h := newHouse()
	id := h.startedWith(t, control(60, 0), "e4 e5")
	var all sync.WaitGroup
	for range 16 {
		all.Go(func() {
			if e, err := h.GiveTime(t.Context(), id, gametest.Ann.ID, 3); err != nil || e.Version != 5 {
				t.Errorf("got version %d, %v, want 5", e.Version, err)
			}
		})
	}
	all.Wait()
	if log := h.log(t, id); len(log) != 5 {
		t.Errorf("got %d events, want 5", len(log))
	}
}

func TestWhoMayGiveTime(t *testing.T) {
	t.Parallel()
	b := sit(t, gametest.Table{Control: control(60, 0), Moves: "e4 e5"})
	_, err := b.GiveTime(cat.ID, 0, 0, b.in(0))
	wantError(t, "a stranger", err, game.ErrNotPlayer)
	do(t)(b.Resign(gametest.Ann.ID, b.in(0)))
	_, err = b.GiveTime(gametest.Ann.ID, 0, 0, b.in(0))
	wantError(t, "after the end", err, game.ErrOver)
	b = sit(t, gametest.Table{Control: control(60, 0), Open: true})
	_, err = b.GiveTime(gametest.Ann.ID, 0, 0, b.in(0))
	wantError(t, "before the start", err, game.ErrNotStarted)
}

// White thinks, with 60 s for each side since the last move.
func TestAnOutageIsGivenBack(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name         string
		initial      int
		from, until  int           // since the last move
		white, black time.Duration // at until
	}{
		{"all of it", 60, 10_000, 40_000, ms(50_000), ms(60_000)},
		{"that began before the last move", 60, -5_000, 40_000, ms(60_000), ms(60_000)},
		{"longer than what was left", 60, 10_000, 3_600_000, ms(50_000), ms(60_000)},
		{"at least 20 s to move", 60, 55_000, 58_000, ms(20_000), ms(60_000)},
		{"at least 20 s to move, after long", 60, 59_999, 3_600_000, ms(20_000), ms(60_000)},
		{"20 s and no more", 60, 40_000, 41_000, ms(20_000), ms(60_000)},
		{"while the flag waits for a move", 60, 61_000, 90_000, ms(20_000), ms(60_000)},
		{"at least 10 s for the other", 5, 1_000, 2_000, ms(20_000), ms(10_000)},
		{"a millisecond", 60, 10_000, 10_001, ms(50_000), ms(60_000)},
	} {
		b := sit(t, gametest.Table{Control: control(test.initial, 0), Moves: "e4 e5"})
		start := b.clock.Now()
		e := do(t)(b.Outage(start.Add(ms(test.from)), start.Add(ms(test.until))))
		b.clock.Advance(ms(test.until))
		b.wantClock(test.name, test.white, test.black, rules.White)
		if e.Kind != game.TimeGiven || e.By != "" || e.Status != game.Playing || !e.At.Equal(b.Record().UpdatedAt) {
			t.Errorf("%s: got %+v, want time by nobody", test.name, e)
		}
		b.plays(ms(1_000), "Nf3")
		b.wantClock(test.name+", and a move", test.white-ms(1_000), test.black, rules.Black)
	}
}

func TestAnOutageLetsAFirstMoveBeginAnew(t *testing.T) {
	t.Parallel()
	b := sit(t, gametest.Table{Control: control(60, 0), Moves: "e4"})
	start := b.clock.Now()
	do(t)(b.Outage(start.Add(ms(19_000)), start.Add(time.Hour)))
	b.in(time.Hour)
	b.wantClock("after it", ms(60_000), ms(60_000), "")
	if got := b.Deadline().Sub(b.Record().UpdatedAt); got != 20*time.Second {
		t.Errorf("got %v for the first move, want 20s", got)
	}
}

func TestWhatWasNotLostIsNotGivenBack(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name        string
		table       gametest.Table
		from, until int
		want        error
	}{
		{"no clock", gametest.Table{Moves: "e4 e5"}, 1_000, 2_000, game.ErrNothingLost},
		{"no time", gametest.Table{Control: control(60, 0), Moves: "e4 e5"}, 1_000, 1_000, game.ErrNothingLost},
		{"backwards", gametest.Table{Control: control(60, 0), Moves: "e4 e5"}, 2_000, 1_000, game.ErrNothingLost},
		{"before the last move", gametest.Table{Control: control(60, 0), Moves: "e4 e5"}, -2_000, 0, game.ErrNothingLost},
		{"after the flag", gametest.Table{Control: control(60, 0), Moves: "e4 e5"}, 61_170, 90_000, game.ErrNothingLost},
		{"after the time for the first move", gametest.Table{Control: control(60, 0)}, 20_000, 90_000, game.ErrNothingLost},
		{"an open game", gametest.Table{Control: control(60, 0), Open: true}, 1_000, 2_000, game.ErrNotStarted},
		{"a finished game", gametest.Table{Control: control(60, 0), Moves: "f3 e5 g4 Qh4"}, 1_000, 2_000, game.ErrOver},
	} {
		b := sit(t, test.table)
		before, start := b.Record(), b.clock.Now()
		_, err := b.Outage(start.Add(ms(test.from)), start.Add(ms(test.until)))
		wantError(t, test.name, err, test.want)
		sameRecord(t, b.Record(), before)
	}
}

// Every server that starts may give it back.
func TestAnOutageIsGivenBackOnce(t *testing.T) {
	t.Parallel()
	b := sit(t, gametest.Table{Control: control(60, 0), Moves: "e4 e5"})
	start := b.clock.Now()
	do(t)(b.Outage(start.Add(ms(1_000)), start.Add(ms(5_000))))
	_, err := b.Outage(start.Add(ms(1_000)), start.Add(ms(5_000)))
	wantError(t, "the same again", err, game.ErrNothingLost)
	do(t)(b.Outage(start.Add(ms(1_000)), start.Add(ms(6_000)))) // one more second
	b.in(ms(6_000))
	b.wantClock("after both", ms(59_000), ms(60_000), rules.White)
}
