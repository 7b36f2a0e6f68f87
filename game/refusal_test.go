package game_test

import (
	"errors"
	"testing"
	"time"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
)

// Whatever a game refuses, the error has the game's version and status at that time.
func TestRefusalHasTheVersionAndTheStatus(t *testing.T) {
	t.Parallel()
	move := func(by game.PlayerID, move string, seen game.Version) func(*testing.T, house, game.ID) (game.Event, error) {
		return func(t *testing.T, h house, id game.ID) (game.Event, error) {
			return h.Play(t.Context(), id, by, move, seen, game.Timing{})
		}
	}
	act := func(do game.Action, a game.Answer) func(*testing.T, house, game.ID) (game.Event, error) {
		return func(t *testing.T, h house, id game.ID) (game.Event, error) {
			return h.Do(t.Context(), id, gametest.Ann.ID, do, a)
		}
	}
	for _, test := range []struct {
		name, moves string
		try         func(*testing.T, house, game.ID) (game.Event, error)
		want        error
		status      game.Status
	}{
		{"illegal", "e4 e5", move(gametest.Ann.ID, "Ke3", 0), rules.ErrIllegal, game.Playing},
		{"unreadable", "e4 e5", move(gametest.Ann.ID, "zz9", 0), rules.ErrBadMove, game.Playing},
		{"out of turn", "e4 e5", move(gametest.Bob.ID, "e6", 0), game.ErrNotYourTurn, game.Playing},
		{"stale", "e4 e5", move(gametest.Ann.ID, "Nf3", 3), game.ErrStale, game.Playing},
		{"ahead", "e4 e5", move(gametest.Ann.ID, "Nf3", 9), game.ErrAhead, game.Playing},
		{"over", "f3 e5 g4 Qh4", move(gametest.Ann.ID, "Nf3", 0), game.ErrOver, game.Over},
		{"too late to abort", "e4 e5", act(game.DoAbort, ""), game.ErrTooLate, game.Playing},
		{"nothing offered", "e4 e5", act(game.DoDraw, game.Accept), game.ErrNothingOffered, game.Playing},
		{"nothing to take back", "", act(game.DoTakeback, ""), game.ErrNothingToTakeBack, game.Playing},
		{"a seat that is taken", "", func(t *testing.T, h house, id game.ID) (game.Event, error) {
			return h.Join(t.Context(), id, cat)
		}, game.ErrSeatTaken, game.Playing},
		{"a stranger's", "", func(t *testing.T, h house, id game.ID) (game.Event, error) {
			return h.Do(t.Context(), id, cat.ID, game.DoResign, "")
		}, game.ErrNotPlayer, game.Playing},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			h := newHouse()
			id := h.started(t, test.moves)
			version := game.Version(len(h.log(t, id)))
			_, err := test.try(t, h, id)
			wantRefusal(t, err, test.want, version, test.status)
		})
	}
}

// A move after the flag has fallen is refused at the version of the event that it
// caused.
func TestRefusalOfALateMoveHasTheVersionOfTheEnd(t *testing.T) {
	t.Parallel()
	h := newHouse()
	id := h.startedWith(t, game.TimeControl{Initial: time.Minute}, "e4 e5")
	h.clock.Advance(time.Hour)
	_, err := h.Play(t.Context(), id, gametest.Ann.ID, "Nf3", 0, game.Timing{})
	wantRefusal(t, err, game.ErrOver, game.Version(len(h.log(t, id))), game.Over)
}

// If no game was read, there is no version.
func TestNothingButAGameRefuses(t *testing.T) {
	t.Parallel()
	h := newHouse()
	id := h.started(t, "")
	play := func(id game.ID) error {
		_, err := h.Play(t.Context(), id, gametest.Ann.ID, "e4", 0, game.Timing{})
		return err
	}
	check := func(err, want error) {
		t.Helper()
		wantError(t, "a move", err, want)
		if errors.As(err, new(*game.Refusal)) {
			t.Errorf("got the refusal %v, want no version", err)
		}
	}
	check(play("AAAAAAAA"), game.ErrNotFound)
	h.games.FailAfter(gametest.Unavailable)
	check(play(id), game.ErrUnavailable)
	broken := errors.New("broken")
	h.games.FailAfter(func(string) error { return broken })
	_, err := h.Play(t.Context(), id, gametest.Bob.ID, "e5", 0, game.Timing{})
	check(err, broken)
}

func wantRefusal(t *testing.T, err, want error, version game.Version, status game.Status) {
	t.Helper()
	var refusal *game.Refusal
	if !errors.Is(err, want) || !errors.As(err, &refusal) {
		t.Fatalf("got %v, want a refusal by %v", err, want)
	}
	if refusal.Version != version || refusal.Status != status || err.Error() != refusal.Err.Error() {
		t.Errorf("got %q at version %d, %s; want %q at version %d, %s", err, refusal.Version, refusal.Status, refusal.Err, version, status)
	}
}
