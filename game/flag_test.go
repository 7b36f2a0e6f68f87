package game_test

import (
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
)

func TestAFirstMoveMustComeInTime(t *testing.T) {
	t.Parallel()
	for tc, want := range map[game.TimeControl]int{
		control(15, 0): 15_000, control(0, 0): 0, control(60, 0): 20_000, control(300, 3): 25_000,
		control(600, 5): 30_000, control(1800, 20): 35_000,
	} {
		for _, moves := range []string{"", "e4"} {
			b := sit(t, gametest.Table{Control: tc, Moves: moves})
			if want == 0 {
				_, err := b.Expire(b.in(1000 * time.Hour))
				wantError(t, "no clock", err, game.ErrNotDue)
				continue
			}
			if got := b.Deadline().Sub(b.Record().UpdatedAt); got != ms(want) {
				t.Errorf("%v, after %q: got %v for the next move, want %v", tc, moves, got, ms(want))
			}
			_, err := b.Expire(b.in(ms(want - 1)))
			wantError(t, "a millisecond before", err, game.ErrNotDue)
			e := do(t)(b.Expire(b.in(ms(1))))
			wantEnd(t, b.Game, e, rules.NoResult, game.ByAbort)
			if e.Kind != game.Aborted || e.By != "" {
				t.Errorf("%v, after %q: got a %s by %q, want an abort by nobody", tc, moves, e.Kind, e.By)
			}
			b.wantClock("aborted", tc.Initial, tc.Initial, "")
		}
	}
}

func TestAnOpenGameWaitsForADay(t *testing.T) {
	t.Parallel()
	for _, tc := range []game.TimeControl{{}, control(60, 0)} {
		b := sit(t, gametest.Table{Control: tc, Open: true})
		_, err := b.Expire(b.in(24*time.Hour - ms(1)))
		wantError(t, "a millisecond before", err, game.ErrNotDue)
		e := do(t)(b.Join(gametest.Bob, b.in(ms(1))))
		wantEnd(t, b.Game, e, rules.NoResult, game.ByAbort)
		if e.Kind != game.Aborted || e.By != "" || b.Record().Black != (game.Player{}) {
			t.Errorf("got a %s by %q, want an abort by nobody and an empty seat", e.Kind, e.By)
		}
	}
	h := newHouse()
	s, err := h.Create(t.Context(), game.Setup{Creator: gametest.Ann})
	if err != nil {
		t.Fatalf("Create: %v", err)
	}
	h.clock.Advance(24 * time.Hour)
	_, err = h.Join(t.Context(), s.Game, gametest.Bob)
	wantError(t, "joining after a day", err, game.ErrOver)
	if log := h.log(t, s.Game); len(log) != 2 || log[1].Kind != game.Aborted {
		t.Errorf("got the log %+v, want an abort at its end", log)
	}
}

// The grace is min(quota, 2 s): 1170 ms at 60+0, 2 s at 300+3.
func TestAFlagFallsAfterItsGraceWhoeverCallsIt(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		tc    game.TimeControl
		falls int // after the turn began
	}{
		{control(60, 0), 61_170}, {control(300, 3), 302_000}, {control(15, 0), 15_630},
	} {
		for name, call := range map[string]func(board, time.Time) (game.Event, error){
			"the sweep":     func(b board, at time.Time) (game.Event, error) { return b.Expire(at) },
			"the opponent":  func(b board, at time.Time) (game.Event, error) { return b.CallFlag(gametest.Bob.ID, at) },
			"its own side":  func(b board, at time.Time) (game.Event, error) { return b.CallFlag(gametest.Ann.ID, at) },
			"its late move": func(b board, at time.Time) (game.Event, error) { return late(b, at) },
		} {
			b := sit(t, gametest.Table{Control: test.tc, Moves: "e4 e5"})
			_, err := b.CallFlag(gametest.Bob.ID, b.in(ms(test.falls-1)))
			wantError(t, name+", a millisecond before", err, game.ErrNotDue)
			_, err = b.CallFlag(cat.ID, b.clock.Now())
			wantError(t, "a stranger", err, game.ErrNotPlayer)
			e := do(t)(call(b, b.in(ms(1))))
			wantEnd(t, b.Game, e, rules.BlackWins, game.Flag)
			if e.Kind != game.FlagFell || e.By != rules.White || e.UCI != "" {
				t.Errorf("%s: got %+v, want the fall of White's flag", name, e)
			}
			b.wantClock(name, 0, test.tc.Initial, "")
			_, err = b.CallFlag(gametest.Bob.ID, b.in(0))
			wantError(t, name+", again", err, game.ErrOver)
		}
	}
}

// late is an honest move over a bad line.
func late(b board, at time.Time) (game.Event, error) {
	return b.Play(gametest.Ann.ID, "Nf3", 0, game.Timing{Told: true, RoundTrip: time.Hour}, at)
}

// White has 60 s and a quota of 1170 ms. Within the grace only lag that is
// given back saves a move.
func TestAMoveThatComesAfterTheFlagIsTheFlags(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name    string
		took    int
		timing  game.Timing
		left    int // after the move; 0 if the flag fell
		move    string
		wantErr error
	}{
		{"in time", 59_999, game.Timing{}, 1, "Nf3", nil},
		{"to the millisecond too late", 60_000, game.Timing{}, 0, "Nf3", nil},
		{"an illegal move, too late", 60_000, game.Timing{}, 0, "Ke3", nil},
		{"an illegal move, in time", 59_999, game.Timing{}, 60_000, "Ke3", rules.ErrIllegal},
		{"saved by its lag", 60_500, game.Timing{Told: true, Spent: ms(59_900), RoundTrip: ms(500)}, 100, "Nf3", nil},
		{"saved by all of its quota", 61_169, game.Timing{Told: true, Spent: ms(50_000), RoundTrip: time.Hour}, 1, "Nf3", nil},
		{"not saved by its lag", 60_500, game.Timing{Told: true, Spent: ms(60_000), RoundTrip: ms(500)}, 0, "Nf3", nil},
		{"not saved by what it says of its lag", 60_500, game.Timing{Told: true, Spent: ms(59_000), RoundTrip: ms(300)}, 0, "Nf3", nil},
		{"not saved by the grace", 60_100, game.Timing{}, 0, "Nf3", nil},
		{"after the grace", 61_170, game.Timing{Told: true, RoundTrip: time.Hour}, 0, "Nf3", nil},
	} {
		b := sit(t, gametest.Table{Control: control(60, 0), Moves: "e4 e5"})
		e, err := b.Play(gametest.Ann.ID, test.move, 4, test.timing, b.in(ms(test.took)))
		wantError(t, test.name, err, test.wantErr)
		if err != nil {
			continue
		}
		left := e.Clock.White.Left
		if want := ms(test.left); left != want || (e.Kind == game.FlagFell) != (test.left == 0) {
			t.Errorf("%s: got a %s with %v left, want %v", test.name, e.Kind, left, want)
		}
		if e.Kind == game.FlagFell {
			wantEnd(t, b.Game, e, rules.BlackWins, game.Flag)
		}
	}
}

// The outcome does not depend on who notices first.
func TestWhateverComesAfterTheFlagIsTheFlags(t *testing.T) {
	t.Parallel()
	ann, bob := gametest.Ann.ID, gametest.Bob.ID
	for name, act := range map[string]func(board, time.Time) (game.Event, error){
		"the winner resigns":   func(b board, at time.Time) (game.Event, error) { return b.Resign(bob, at) },
		"the draw is accepted": func(b board, at time.Time) (game.Event, error) { return b.Draw(bob, game.Accept, at) },
		"the draw is declined": func(b board, at time.Time) (game.Event, error) { return b.Draw(bob, game.Decline, at) },
		"a draw is claimed":    func(b board, at time.Time) (game.Event, error) { return b.Claim(ann, at) },
		"time is given":        func(b board, at time.Time) (game.Event, error) { return b.GiveTime(bob, 0, 0, at) },
		"a takeback is offered": func(b board, at time.Time) (game.Event, error) {
			return b.Takeback(ann, game.Propose, game.Snapshot{}, at)
		},
		"a move that is illegal": func(b board, at time.Time) (game.Event, error) { return b.Play(ann, "x", 0, game.Timing{}, at) },
	} {
		b := sit(t, gametest.Table{Control: control(60, 0), Moves: "e4 e5"})
		do(t)(b.Draw(ann, game.Propose, b.in(0)))
		e := do(t)(act(b, b.in(ms(61_170))))
		wantEnd(t, b.Game, e, rules.BlackWins, game.Flag)
		if e.Kind != game.FlagFell || e.Offer != (game.Offer{}) {
			t.Errorf("%s: got a %s, offer %v, want the flag and no offer", name, e.Kind, e.Offer)
		}
	}
}

func TestTheServiceTellsWhoComesLateThatTheGameIsOver(t *testing.T) {
	t.Parallel()
	ann, bob := gametest.Ann.ID, gametest.Bob.ID
	for name, test := range map[string]struct {
		ask  func(house, game.ID) (game.Event, error)
		want error
	}{
		"a move": {func(h house, id game.ID) (game.Event, error) {
			return h.Play(t.Context(), id, ann, "Nf3", 4, game.Timing{})
		}, game.ErrOver},
		"a resignation": {func(h house, id game.ID) (game.Event, error) { return h.Do(t.Context(), id, bob, game.DoResign, "") }, game.ErrOver},
		"a draw":        {func(h house, id game.ID) (game.Event, error) { return h.Do(t.Context(), id, bob, game.DoDraw, "") }, game.ErrOver},
		"a takeback":    {func(h house, id game.ID) (game.Event, error) { return h.Do(t.Context(), id, bob, game.DoTakeback, "") }, game.ErrOver},
		"another's turn": {func(h house, id game.ID) (game.Event, error) {
			return h.Play(t.Context(), id, bob, "Nf6", 4, game.Timing{})
		}, game.ErrNotYourTurn},
		"the claim": {func(h house, id game.ID) (game.Event, error) { return h.Do(t.Context(), id, bob, game.DoFlag, "") }, nil},
		"the sweep": {func(h house, id game.ID) (game.Event, error) { return h.Expire(t.Context(), id) }, nil},
	} {
		h := newHouse()
		id := h.startedWith(t, control(60, 0), "e4 e5")
		h.clock.Advance(ms(61_170))
		e, err := test.ask(h, id)
		wantError(t, name, err, test.want)
		if (err != nil) != (e == game.Event{}) {
			t.Errorf("%s: got %+v with %v", name, e, err)
		}
		if test.want == game.ErrNotYourTurn {
			continue
		}
		log := h.log(t, id)
		if last := log[len(log)-1]; len(log) != 5 || last.Kind != game.FlagFell || last.Result != rules.BlackWins {
			t.Errorf("%s: got %d events, the last %+v, want the flag", name, len(log), last)
		}
		if got := h.announcer.Events(); got[len(got)-1] != log[len(log)-1] {
			t.Errorf("%s: announced last %+v, want the flag", name, got[len(got)-1])
		}
		_, err = h.Play(t.Context(), id, ann, "Nf3", 4, game.Timing{})
		wantError(t, name+", then a move", err, game.ErrOver)
	}
}

func TestAFlagIsADrawWhenTheOtherSideCannotMate(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		fen    string
		result rules.Result
	}{
		{"4k3/8/8/8/8/8/P7/4K3 w - - 0 1", rules.Drawn},       // White's flag, Black has a bare king
		{"4k3/8/8/8/8/8/P7/4K3 b - - 0 1", rules.WhiteWins},   // Black's flag, White has a pawn
		{"4k1n1/8/8/8/8/8/Q7/4K3 w - - 0 1", rules.Drawn},     // knight against queen
		{"4k1n1/8/8/8/8/8/R7/4K3 w - - 0 1", rules.BlackWins}, // knight against rook
	} {
		b := sit(t, gametest.Table{Control: control(60, 0), FEN: test.fen})
		for range 2 {
			b.plays(0, legal(b)) // free, and of a king
		}
		e := do(t)(b.Expire(b.in(time.Hour)))
		wantEnd(t, b.Game, e, test.result, game.Flag)
	}
}

// legal returns a king's move that is legal.
func legal(b board) string {
	for _, move := range []string{"Kf1", "Kd1", "Ke1", "Kf8", "Kd8", "Ke8"} {
		r := b.Record()
		if p, err := rules.ParseFEN(r.FEN); err == nil {
			if _, _, err := p.Move(move); err == nil {
				return move
			}
		}
	}
	b.t.Fatalf("no king's move in %s", b.Record().FEN)
	return ""
}
