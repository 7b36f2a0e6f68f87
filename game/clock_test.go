package game_test

import (
	"slices"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
)

// control makes a time control from seconds for each side and for each move.
func control(initial, increment int) game.TimeControl {
	return game.TimeControl{Initial: time.Duration(initial) * time.Second, Increment: time.Duration(increment) * time.Second}
}

func ms(n int) time.Duration { return time.Duration(n) * time.Millisecond }

// A board is a game with its clock and what has happened so far.
type board struct {
	*game.Game
	t      *testing.T
	clock  *gametest.Clock
	events *[]game.Event
}

// remember takes an event for shown.
func (b board) remember(e game.Event) { *b.events = append(*b.events, e) }

// shown is the game as it stands.
func (b board) shown() game.Snapshot {
	moves := slices.DeleteFunc(slices.Clone(*b.events), func(e game.Event) bool {
		return e.Kind != game.Moved && e.Kind != game.TakenBack
	})
	return game.NewSnapshot(b.Record(), moves)
}

// sit sets a table whose clock is at its last event.
func sit(t *testing.T, table gametest.Table) board {
	t.Helper()
	table.Clock = gametest.NewClock()
	g, events := table.Set(t)
	return board{g, t, table.Clock, &events}
}

// in returns the time after a while.
func (b board) in(d time.Duration) time.Time {
	b.clock.Advance(d)
	return b.clock.Now()
}

// plays makes a move for the side to move after a while.
func (b board) plays(d time.Duration, move string) game.Event {
	b.t.Helper()
	e := do(b.t)(b.Play(gametest.ToMove(b.Game), move, 0, game.Timing{}, b.in(d)))
	b.remember(e)
	return e
}

// wantClock checks both sides' current time, and whose clock runs.
func (b board) wantClock(what string, white, black time.Duration, running rules.Color) {
	b.t.Helper()
	c := b.Record().Clock
	at := b.clock.Now().Truncate(time.Millisecond)
	if w, bl := c.Left(rules.White, at), c.Left(rules.Black, at); w != white || bl != black || c.Running != running {
		b.t.Errorf("%s: got %v, %v, running %q, want %v, %v, %q", what, w, bl, c.Running, white, black, running)
	}
}

func TestTheSpeedIsThatOfFortyMoves(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		initial, increment int
		want               game.Speed
	}{
		{15, 0, game.Ultrabullet}, {29, 0, game.Ultrabullet}, {30, 0, game.Bullet}, {60, 0, game.Bullet},
		{0, 1, game.Bullet}, {120, 1, game.Bullet}, {179, 0, game.Bullet}, {180, 0, game.Blitz}, {180, 2, game.Blitz},
		{300, 3, game.Blitz}, {479, 0, game.Blitz}, {480, 0, game.Rapid}, {300, 5, game.Rapid}, {600, 5, game.Rapid},
		{1499, 0, game.Rapid}, {900, 15, game.Classical}, {1500, 0, game.Classical}, {10800, 180, game.Classical},
	} {
		if got := control(test.initial, test.increment).Speed(); got != test.want {
			t.Errorf("%d+%d: got %s, want %s", test.initial, test.increment, got, test.want)
		}
	}
}

func TestATimeControlIsOfWholeSecondsWithinBounds(t *testing.T) {
	t.Parallel()
	for tc, want := range map[game.TimeControl]error{
		{}:                nil,
		control(10800, 0): nil, control(0, 180): nil, control(15, 0): nil,
		control(10801, 0): game.ErrBadControl, control(60, 181): game.ErrBadControl,
		control(-1, 0): game.ErrBadControl, control(60, -1): game.ErrBadControl,
		{Initial: ms(1500)}:                          game.ErrBadControl,
		{Initial: time.Minute, Increment: ms(1)}:     game.ErrBadControl,
		{Initial: -1 << 63, Increment: 1<<63 - 1}:    game.ErrBadControl,
		{Initial: 1<<63 - 1, Increment: time.Second}: game.ErrBadControl,
	} {
		_, _, err := game.New(game.Setup{Creator: gametest.Ann, Control: tc}, when)
		wantError(t, tc.Initial.String()+"+"+tc.Increment.String(), err, want)
	}
}

func TestTheClockRunsOnceBothHaveMoved(t *testing.T) {
	t.Parallel()
	type step struct {
		wait         time.Duration
		move         string
		white, black time.Duration
		running      rules.Color
	}
	for _, test := range []struct {
		name  string
		table gametest.Table
		steps []step
	}{
		{"with an increment", gametest.Table{Control: control(300, 3)}, []step{
			{ms(20_000), "e4", ms(300_000), ms(300_000), ""},
			{ms(24_999), "e5", ms(300_000), ms(300_000), rules.White},
			{ms(4_000), "Nf3", ms(299_000), ms(300_000), rules.Black},
			{ms(1_500), "Nc6", ms(299_000), ms(301_500), rules.White},
			{ms(0), "Bb5", ms(302_000), ms(301_500), rules.Black},
		}},
		{"without one", gametest.Table{Control: control(60, 0)}, []step{
			{ms(1_000), "e4", ms(60_000), ms(60_000), ""},
			{ms(1_000), "e5", ms(60_000), ms(60_000), rules.White},
			{ms(59_999), "Nf3", ms(1), ms(60_000), rules.Black},
			{ms(1), "Nc6", ms(1), ms(59_999), rules.White},
		}},
		{"with nothing but the increment", gametest.Table{Control: control(0, 5)}, []step{
			{ms(1_000), "e4", ms(5_000), ms(5_000), ""},
			{ms(1_000), "e5", ms(5_000), ms(5_000), rules.White},
			{ms(4_999), "Nf3", ms(5_001), ms(5_000), rules.Black},
		}},
		{"Black to move first", gametest.Table{Control: control(60, 1), FEN: "4k3/p7/8/8/8/8/P7/4K3 b - - 0 9"}, []step{
			{ms(9_000), "Kd7", ms(60_000), ms(60_000), ""},
			{ms(9_000), "Kd2", ms(60_000), ms(60_000), rules.Black},
			{ms(9_000), "Kd6", ms(60_000), ms(52_000), rules.White},
		}},
		{"no clock", gametest.Table{}, []step{
			{100 * time.Hour, "e4", 0, 0, ""}, {100 * time.Hour, "e5", 0, 0, ""}, {100 * time.Hour, "Nf3", 0, 0, ""},
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := sit(t, test.table)
			for _, s := range test.steps {
				e := b.plays(s.wait, s.move)
				b.wantClock("after "+s.move, s.white, s.black, s.running)
				if e.Clock != b.Record().Clock {
					t.Errorf("after %s: the event has clock %+v, the game %+v", s.move, e.Clock, b.Record().Clock)
				}
			}
		})
	}
}

func TestTheClockStopsWithTheGame(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(board) game.Event{
		"resigned": func(b board) game.Event { return do(t)(b.Resign(gametest.Bob.ID, b.in(ms(7_000)))) },
		"drawn":    func(b board) game.Event { return do(t)(b.Draw(gametest.Bob.ID, game.Accept, b.in(ms(7_000)))) },
	} {
		b := sit(t, gametest.Table{Control: control(60, 0), Moves: "e4 e5"})
		do(t)(b.Draw(gametest.Ann.ID, game.Propose, b.in(0)))
		end(b)
		b.in(time.Hour)
		b.wantClock(name, ms(53_000), ms(60_000), "")
		if d := b.Deadline(); !d.IsZero() {
			t.Errorf("%s: got deadline %v, want none", name, d)
		}
	}
	b := sit(t, gametest.Table{Control: control(60, 2), Moves: "f3 e5 g4"})
	b.plays(ms(1_000), "Qh4") // the table's g4 took a second of White's
	b.wantClock("mated", ms(61_000), ms(61_000), "")
}

// Servers' clocks differ. An event is never before the one before it, and a
// move that seems to come before its turn began costs nothing.
func TestTimeNeverGoesBackwards(t *testing.T) {
	t.Parallel()
	b := sit(t, gametest.Table{Control: control(60, 0), Moves: "e4 e5"})
	ahead := b.plays(ms(2_000), "Nf3")
	behind := do(t)(b.Play(gametest.Bob.ID, "Nc6", 0, game.Timing{}, ahead.At.Add(-ms(1_500))))
	if !behind.At.Equal(ahead.At) {
		t.Errorf("the answer is at %v, want %v, when the move was", behind.At, ahead.At)
	}
	b.wantClock("after the answer", ms(58_000), ms(60_000), rules.White)
	do(t)(b.GiveTime(gametest.Bob.ID, 0, 0, ahead.At.Add(-time.Hour)))
	b.wantClock("after giving time", ms(73_000), ms(60_000), rules.White)
	if got := b.Record().Clock.Left(rules.White, ahead.At.Add(-time.Hour)); got != ms(73_000) {
		t.Errorf("to a server behind White has %v, want %v", got, ms(73_000))
	}
	_, err := b.Expire(ahead.At.Add(-time.Hour))
	wantError(t, "a server behind calls the flag", err, game.ErrNotDue)
	before := ahead.At.Add(-time.Minute)
	for _, did := range []game.Event{
		do(t)(b.Draw(gametest.Ann.ID, game.Propose, before)),
		do(t)(b.Draw(gametest.Bob.ID, game.Decline, before)),
		do(t)(b.Takeback(gametest.Bob.ID, game.Propose, game.Snapshot{}, before)),
		do(t)(b.Resign(gametest.Ann.ID, before)),
		do(t)(b.Rematch(gametest.Ann.ID, game.Propose, before)),
	} {
		if !did.At.Equal(ahead.At) {
			t.Errorf("a %s is at %v, want %v", did.Kind, did.At, ahead.At)
		}
	}
}
