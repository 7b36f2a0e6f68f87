package game_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"

	"kibitz/game"
	"kibitz/game/gametest"
	"kibitz/game/rules"
)

// house is a service with everything it needs.
type house struct {
	*game.Service
	games     *gametest.Games
	announcer *gametest.Announcer
	clock     *gametest.Clock
}

func newHouse() house {
	h := house{games: gametest.NewGames(), announcer: new(gametest.Announcer), clock: gametest.NewClock()}
	h.Service = game.NewService(h.games, h.announcer, h.clock.Now)
	return h
}

// started returns a game of Ann's, White, and Bob's, after some moves.
func (h house) started(t *testing.T, moves string) game.ID {
	t.Helper()
	return h.startedWith(t, game.TimeControl{}, moves)
}

// startedWith is started, with a clock.
func (h house) startedWith(t *testing.T, tc game.TimeControl, moves string) game.ID {
	t.Helper()
	s, err := h.Create(t.Context(), game.Setup{Creator: gametest.Ann, Color: "white", Control: tc})
	if err != nil {
		t.Fatalf("Create: %v", err)
	}
	do(t)(h.Join(t.Context(), s.Game, gametest.Bob))
	for i, move := range gametest.Moves(moves) {
		by := [2]game.PlayerID{gametest.Ann.ID, gametest.Bob.ID}[i%2]
		do(t)(h.Play(t.Context(), s.Game, by, move, 0, game.Timing{}))
	}
	return s.Game
}

func (h house) log(t *testing.T, id game.ID) []game.Event {
	t.Helper()
	events := []game.Event{}
	for {
		next, err := h.games.EventsSince(t.Context(), id, game.Version(len(events)))
		if err != nil {
			t.Fatalf("EventsSince: %v", err)
		}
		if len(next) == 0 {
			return events
		}
		events = append(events, next...)
	}
}

func TestWhatIsKeptIsAnnouncedInOrder(t *testing.T) {
	t.Parallel()
	h := newHouse()
	id := h.started(t, "e4 e5 Nf3")
	do(t)(h.Do(t.Context(), id, gametest.Bob.ID, game.DoResign, ""))
	got, want := h.announcer.Events(), h.log(t, id)
	if !slices.Equal(got, want) {
		t.Errorf("announced:\ngot  %+v\nwant %+v", got, want)
	}
	if len(want) != 6 || want[5].Kind != game.Resigned {
		t.Errorf("the log: got %d events that end with %s, want 6 that end with a resignation", len(want), want[len(want)-1].Kind)
	}
}

func TestCreateReturnsTheGameAsItStands(t *testing.T) {
	t.Parallel()
	h := newHouse()
	got, err := h.Create(t.Context(), game.Setup{Creator: gametest.Ann, Color: "black"})
	if err != nil {
		t.Fatalf("Create: %v", err)
	}
	if got.Black != gametest.Ann || got.White != (game.Player{}) || got.Version != 1 || got.Status != game.Open {
		t.Errorf("got %+v, want an open game with Ann at Black's seat", got)
	}
	if kept, err := h.games.Snapshot(t.Context(), got.Game); err != nil || !reflect.DeepEqual(kept, got) {
		t.Errorf("kept: got %+v, %v, want %+v", kept, err, got)
	}
}

func TestWhatFailsIsNotAnnounced(t *testing.T) {
	t.Parallel()
	h := newHouse()
	id := h.started(t, "e4 e5")
	before := len(h.announcer.Events())
	ctx := t.Context()
	_, err := h.Create(ctx, game.Setup{Creator: gametest.Ann, Color: "green"})
	wantError(t, "Create", err, game.ErrBadColor)
	_, err = h.Join(ctx, id, cat)
	wantError(t, "Join", err, game.ErrSeatTaken)
	_, err = h.Play(ctx, id, gametest.Ann.ID, "Ke3", 0, game.Timing{})
	wantError(t, "Play", err, rules.ErrIllegal)
	_, err = h.Do(ctx, id, gametest.Ann.ID, game.DoAbort, "")
	wantError(t, "Abort", err, game.ErrTooLate)
	_, err = h.Do(ctx, id, cat.ID, game.DoResign, "")
	wantError(t, "Resign", err, game.ErrNotPlayer)
	_, err = h.Play(ctx, "nothere1", gametest.Ann.ID, "e4", 3, game.Timing{})
	wantError(t, "Play in no game", err, game.ErrNotFound)
	if got := len(h.announcer.Events()); got != before || len(h.announcer.Doubts()) != 0 {
		t.Errorf("got %d events announced and doubts %v, want %d and none", got, h.announcer.Doubts(), before)
	}
}

// If contact is lost before or after the commit, it is unknown whether a change was
// stored: readers have to check again.
func TestLostContactLeavesADoubt(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]func(*gametest.Games, func(string) error){
		"before the commit": (*gametest.Games).FailBefore,
		"after the commit":  (*gametest.Games).FailAfter,
	} {
		h := newHouse()
		id := h.started(t, "e4 e5")
		before := len(h.announcer.Events())
		fail(h.games, gametest.Unavailable)
		_, err := h.Play(t.Context(), id, gametest.Ann.ID, "Nf3", 4, game.Timing{})
		wantError(t, name, err, game.ErrUnavailable)
		fail(h.games, nil)
		if got := h.announcer.Doubts(); !slices.Equal(got, []game.ID{id}) {
			t.Errorf("%s: got doubts %v, want %v", name, got, id)
		}
		if got := len(h.announcer.Events()); got != before {
			t.Errorf("%s: got %d events announced, want %d", name, got, before)
		}
		e := do(t)(h.Play(t.Context(), id, gametest.Ann.ID, "Nf3", 4, game.Timing{}))
		if e.Version != 5 || len(h.log(t, id)) != 5 {
			t.Errorf("%s, sent again: got version %d of %d, want 5 of 5", name, e.Version, len(h.log(t, id)))
		}
	}
}

// A browser that disconnects must not keep the others from getting its move.
func TestAChangeOutlivesItsRequest(t *testing.T) {
	t.Parallel()
	h := newHouse()
	id := h.started(t, "")
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	e := do(t)(h.Play(gone, id, gametest.Ann.ID, "e4", 2, game.Timing{}))
	if got := h.announcer.Events(); got[len(got)-1] != e {
		t.Errorf("announced last: got %+v, want %+v", got[len(got)-1], e)
	}
	if _, err := h.Create(gone, game.Setup{Creator: gametest.Ann}); err != nil {
		t.Errorf("Create: got %v, want no error", err)
	}
}

// The store's errors are not for the player's eyes; the service passes them on
// unchanged.
func TestOtherFailuresAreHandedOn(t *testing.T) {
	t.Parallel()
	h := newHouse()
	id := h.started(t, "")
	odd := errors.New("odd")
	h.games.FailBefore(func(string) error { return odd })
	_, err := h.Do(t.Context(), id, gametest.Ann.ID, game.DoResign, "")
	wantError(t, "Resign", err, odd)
	_, err = h.Create(t.Context(), game.Setup{Creator: gametest.Ann})
	wantError(t, "Create", err, odd)
	if got := h.announcer.Doubts(); len(got) != 0 {
		t.Errorf("got doubts %v, want none", got)
	}
}
